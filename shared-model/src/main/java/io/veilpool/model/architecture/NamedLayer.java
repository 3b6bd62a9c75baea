package io.veilpool.model.architecture;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A layer with the name that its tensors carry as prefix; names may hold dots ({@code layer2.0}, {@code downsample.1}). */
public record NamedLayer(String name, Layer layer) {
    public NamedLayer {
        if (!name.matches("[a-z0-9_]{1,32}(\\.[a-z0-9_]{1,32}){0,4}")) {
            throw new InvalidArchitectureException(
                    "a layer's name has up to five parts of a-z, 0-9 and _ with dots between," + " was "
                            + (name.length() <= 64 ? name : name.length() + " characters"));
        }
    }

    /** @throws InvalidArchitectureException if two layers have the same name */
    static List<NamedLayer> distinct(List<NamedLayer> layers) {
        Set<String> names = new HashSet<>();
        for (NamedLayer layer : layers) {
            if (!names.add(layer.name())) {
                throw new InvalidArchitectureException("two layers named " + layer.name());
            }
        }
        return layers;
    }
}
