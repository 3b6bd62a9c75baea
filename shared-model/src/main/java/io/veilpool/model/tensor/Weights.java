package io.veilpool.model.tensor;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Named tensors, in the order of their names; immutable. */
public final class Weights {
    private final SortedMap<String, HostTensor> tensors;

    private Weights(Map<String, HostTensor> tensors) {
        this.tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    }

    public static Weights of(Map<String, HostTensor> tensors) {
        return new Weights(tensors);
    }

    /**
     * The tensor of this name.
     *
     * @throws IllegalArgumentException if there is no tensor of this name
     */
    public HostTensor get(String name) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor named " + name + " among " + tensors.size());
        }
        return tensor;
    }

    public Set<String> names() {
        return tensors.keySet();
    }

    public SortedMap<String, HostTensor> tensors() {
        return tensors;
    }

    /** The same tensors, each name with the prefix before it. */
    public Weights prefixed(String prefix) {
        Map<String, HostTensor> renamed = new TreeMap<>();
        tensors.forEach((name, tensor) -> renamed.put(prefix + name, tensor));
        return new Weights(renamed);
    }

    /** The tensors whose names begin with the prefix, without it. */
    public Weights under(String prefix) {
        Map<String, HostTensor> renamed = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                renamed.put(name.substring(prefix.length()), tensor);
            }
        });
        return new Weights(renamed);
    }

    /**
     * All tensors of all parts.
     *
     * @throws IllegalArgumentException if two parts have a name in common
     */
    public static Weights union(Weights... parts) {
        Map<String, HostTensor> all = new TreeMap<>();
        for (Weights part : parts) {
            part.tensors.forEach((name, tensor) -> {
                if (all.putIfAbsent(name, tensor) != null) {
                    throw new IllegalArgumentException("two tensors named " + name);
                }
            });
        }
        return new Weights(all);
    }

    /** Number of elements of all tensors. */
    public long values() {
        return tensors.values().stream().mapToLong(HostTensor::values).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Weights that && tensors.equals(that.tensors);
    }

    @Override
    public int hashCode() {
        return tensors.hashCode();
    }

    @Override
    public String toString() {
        return "Weights[" + tensors.size() + " tensors, " + values() + " values]";
    }
}
