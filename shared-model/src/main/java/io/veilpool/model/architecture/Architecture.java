package io.veilpool.model.architecture;

import io.veilpool.model.protocol.FeatureShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A network as data: its input and its layers, checked to fit together.
 *
 * @param name   for people
 * @param input  shape of one input (C, H, W)
 * @param layers in order; names are distinct; none for the identity, which no release may hold
 */
public record Architecture(String name, FeatureShape input, List<NamedLayer> layers) {
    /** Most parameters a network may have: ResNet-101 has 44.5 million. */
    public static final long MAX_PARAMETERS = 200_000_000;

    /** Most multiplications of one forward pass of one input: ResNet-101 at 512 x 512 pixels needs 41 billion. */
    public static final long MAX_MULTIPLY_ADDS = 200_000_000_000L;

    private static final int MAX_LAYERS = 512;

    /** @throws InvalidArchitectureException if the layers do not fit together or are too large */
    public Architecture {
        layers = List.copyOf(layers);
        if (name.length() > 128) {
            throw new InvalidArchitectureException(
                    "name has " + name.length() + " characters, at most 128 are allowed");
        }
        if (layers.size() > MAX_LAYERS) {
            throw new InvalidArchitectureException(layers.size() + " layers, at most " + MAX_LAYERS + " are allowed");
        }
        Layer.requireSize("the input", input.channels(), input.height(), input.width());
        TreeSet<String> tensors = new TreeSet<>();
        FeatureShape shape = input;
        long parameters = 0;
        long multiplyAdds = 0;
        for (NamedLayer layer : NamedLayer.distinct(layers)) {
            multiplyAdds += layer.layer().multiplyAdds(shape);
            shape = layer.layer().output(shape);
            for (var tensor : layer.layer().tensors().entrySet()) {
                if (!tensors.add(layer.name() + "." + tensor.getKey())) {
                    throw new InvalidArchitectureException("two tensors named " + layer.name() + "." + tensor.getKey());
                }
                parameters += Layer.values(tensor.getValue());
            }
            if (parameters > MAX_PARAMETERS || multiplyAdds > MAX_MULTIPLY_ADDS) {
                throw new InvalidArchitectureException("layer " + layer.name() + " brings the network to " + parameters
                        + " parameters and " + multiplyAdds + " multiplications, at most " + MAX_PARAMETERS + " and "
                        + MAX_MULTIPLY_ADDS + " are allowed");
            }
        }
    }

    /**
     * Reads what {@link #json()} wrote; anything else is refused.
     *
     * @throws InvalidArchitectureException if a field is missing, unknown, of another type or out of range, or if the layers
     *     do not fit together
     */
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
                .mapToLong(e -> Layer.values(e.getValue()))
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
        return List.of(
                head,
                new Architecture(
                        name + "-decider", head.output(), new ArrayList<>(layers.subList(count, layers.size()))));
    }
}
