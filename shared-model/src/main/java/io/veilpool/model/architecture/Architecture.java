package io.veilpool.model.architecture;

import io.veilpool.model.protocol.FeatureShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network as data: its input and its layers, checked to fit together.
 *
 * @param name   for people
 * @param input  shape of one input (C, H, W)
 * @param layers in order; names are distinct
 */
public record Architecture(String name, FeatureShape input, List<NamedLayer> layers) {
    /** Most parameters a network may have: ResNet-101 has 44.5 million. */
    public static final long MAX_PARAMETERS = 200_000_000;

    /** @throws InvalidArchitectureException if the layers do not fit together or are too large */
    public Architecture {
        layers = List.copyOf(layers);
        if (layers.size() > 512) {
            throw new InvalidArchitectureException(layers.size() + " layers, at most 512 are allowed");
        }
        FeatureShape shape = input;
        TreeMap<String, List<Long>> seen = new TreeMap<>();
        long parameters = 0;
        for (NamedLayer layer : layers) {
            shape = layer.layer().output(shape);
            if (shape.values() > 1 << 24) {
                throw new InvalidArchitectureException("layer " + layer.name() + " leaves " + shape + ", more than 2^24 values");
            }
            for (var tensor : layer.layer().tensors().entrySet()) {
                String full = layer.name() + "." + tensor.getKey();
                if (seen.put(full, tensor.getValue()) != null) {
                    throw new InvalidArchitectureException("two tensors named " + full);
                }
                parameters += tensor.getValue().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
            }
            if (parameters > MAX_PARAMETERS) {
                throw new InvalidArchitectureException("more than " + MAX_PARAMETERS + " parameters");
            }
        }
    }

    /** Reads what {@link #json()} wrote; anything else is refused. */
    public static Architecture parse(String json) {
        return ArchitectureJson.parse(json);
    }

    public String json() {
        return ArchitectureJson.write(this);
    }

    /** Names and shapes of every tensor, running statistics included. */
    public SortedMap<String, List<Long>> tensors() {
        TreeMap<String, List<Long>> all = new TreeMap<>();
        for (NamedLayer layer : layers) {
            layer.layer().tensors().forEach((tensor, shape) -> all.put(layer.name() + "." + tensor, shape));
        }
        return Collections.unmodifiableSortedMap(all);
    }

    /** Number of trained values; running statistics are not counted. */
    public long parameters() {
        return tensors().entrySet().stream()
                .filter(e -> !e.getKey().contains("running_"))
                .mapToLong(e -> e.getValue().stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b))
                .sum();
    }

    /** Shape of one output. */
    public FeatureShape output() {
        FeatureShape shape = input;
        for (NamedLayer layer : layers) {
            shape = layer.layer().output(shape);
        }
        return shape;
    }

    /** Multiplications of one forward pass of one input. */
    public long multiplyAdds() {
        FeatureShape shape = input;
        long sum = 0;
        for (NamedLayer layer : layers) {
            sum += layer.layer().multiplyAdds(shape);
            shape = layer.layer().output(shape);
        }
        return sum;
    }

    /** The first {@code count} layers and the rest, as two networks over the same names. */
    public List<Architecture> cutAfter(int count) {
        Architecture head = new Architecture(name + "-featurizer", input, new ArrayList<>(layers.subList(0, count)));
        return List.of(head, new Architecture(name + "-decider", head.output(), new ArrayList<>(layers.subList(count, layers.size()))));
    }
}
