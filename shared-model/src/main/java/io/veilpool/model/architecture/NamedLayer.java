package io.veilpool.model.architecture;

/** A layer with the name that its tensors carry as prefix; names may hold dots ({@code layer2.0}, {@code downsample.1}). */
public record NamedLayer(String name, Layer layer) {
    public NamedLayer {
        if (!name.matches("[a-z0-9_.]{1,64}")) {
            throw new InvalidArchitectureException("a layer's name must match [a-z0-9_.]{1,64}, was " + name.length() + " characters");
        }
    }
}
