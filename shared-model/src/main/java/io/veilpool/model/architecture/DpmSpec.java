package io.veilpool.model.architecture;

import io.veilpool.model.architecture.Layer.BatchNorm;
import io.veilpool.model.architecture.Layer.Convolution;
import io.veilpool.model.architecture.Layer.Relu;
import io.veilpool.model.architecture.Layer.Residual;
import io.veilpool.model.protocol.FeatureShape;
import java.util.ArrayList;
import java.util.List;

/**
 * One member of a family of deep poisoning modules (Deep Poisoning, section 3.3: residual blocks at constant resolution,
 * output non-negative like the features).
 *
 * @param block {@code BASIC} (two 3x3 convolutions), {@code BOTTLENECK} (1x1, 3x3, 1x1) or {@code PLAIN} (basic, no skip)
 * @param depth number of blocks, 1 to 16
 * @param width inner channels, 4 to 4096
 */
public record DpmSpec(String block, int depth, int width) {
    /** @throws InvalidArchitectureException if a value is out of range */
    public DpmSpec {
        if (!List.of("BASIC", "BOTTLENECK", "PLAIN").contains(block)) {
            throw new InvalidArchitectureException("block must be BASIC, BOTTLENECK or PLAIN, was " + block);
        }
        if (depth < 1 || depth > 16) {
            throw new InvalidArchitectureException("depth must be 1 to 16, was " + depth);
        }
        if (width < 4 || width > 4096) {
            throw new InvalidArchitectureException("width must be 4 to 4096, was " + width);
        }
    }

    /** The module for features of this shape. */
    public Architecture architecture(FeatureShape features) {
        int c = features.channels();
        List<NamedLayer> layers = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            List<NamedLayer> main = switch (block) {
                case "BOTTLENECK" ->
                    List.of(
                            new NamedLayer("conv1", new Convolution(c, width, 1, 1, 0, false)),
                            new NamedLayer("bn1", new BatchNorm(width)),
                            new NamedLayer("relu1", new Relu()),
                            new NamedLayer("conv2", new Convolution(width, width, 3, 1, 1, false)),
                            new NamedLayer("bn2", new BatchNorm(width)),
                            new NamedLayer("relu2", new Relu()),
                            new NamedLayer("conv3", new Convolution(width, c, 1, 1, 0, false)),
                            new NamedLayer("bn3", new BatchNorm(c)));
                default ->
                    List.of(
                            new NamedLayer("conv1", new Convolution(c, width, 3, 1, 1, false)),
                            new NamedLayer("bn1", new BatchNorm(width)),
                            new NamedLayer("relu1", new Relu()),
                            new NamedLayer("conv2", new Convolution(width, c, 3, 1, 1, false)),
                            new NamedLayer("bn2", new BatchNorm(c)));
            };
            if (block.equals("PLAIN")) {
                for (NamedLayer layer : main) {
                    layers.add(new NamedLayer("block" + i + "." + layer.name(), layer.layer()));
                }
            } else {
                layers.add(new NamedLayer("block" + i, new Residual(main, List.of())));
            }
            layers.add(new NamedLayer("out" + i, new Relu()));
        }
        return new Architecture(
                "dpm-" + block.toLowerCase(java.util.Locale.ROOT) + "-" + depth + "x" + width, features, layers);
    }
}
