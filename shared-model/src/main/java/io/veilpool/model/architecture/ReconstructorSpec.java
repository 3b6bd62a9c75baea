package io.veilpool.model.architecture;

import io.veilpool.model.architecture.Layer.BatchNorm;
import io.veilpool.model.architecture.Layer.Clamp;
import io.veilpool.model.architecture.Layer.Convolution;
import io.veilpool.model.architecture.Layer.MinMax;
import io.veilpool.model.architecture.Layer.Relu;
import io.veilpool.model.architecture.Layer.Residual;
import io.veilpool.model.architecture.Layer.Resize;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One member of the family of reconstructors R{type, blocks, factor, normalisation} (Deep Poisoning, section 4): blocks
 * CONV-BN-CONV-BN-CONV-ReLU (1x1, 3x3, 1x1) before each upscaling, a last block CONV-BN-ReLU-CONV at full size, then a
 * normalisation to [0, 1].
 *
 * @param type          {@code PLAIN} or {@code RESIDUAL}
 * @param blocks        blocks before each upscaling, 1 to 8
 * @param factor        upscaling factor, 2 or 4; the last one may be smaller so that the size is met exactly
 * @param normalisation {@code MIN_MAX} (per image) or {@code CLAMP}
 */
public record ReconstructorSpec(Type type, int blocks, int factor, Normalisation normalisation) {
    /** Whether blocks have a skip connection. */
    public enum Type {
        PLAIN,
        RESIDUAL
    }

    /** How values are brought into [0, 1]. */
    public enum Normalisation {
        MIN_MAX,
        CLAMP
    }

    /** The paper's own: plain, two blocks, factor 2, min-max. */
    public static final ReconstructorSpec PUBLISHED = new ReconstructorSpec(Type.PLAIN, 2, 2, Normalisation.MIN_MAX);

    /** @throws InvalidArchitectureException if a value is out of range */
    public ReconstructorSpec {
        if (blocks < 1 || blocks > 8) {
            throw new InvalidArchitectureException("blocks must be 1 to 8, was " + blocks);
        }
        if (factor != 2 && factor != 4) {
            throw new InvalidArchitectureException("factor must be 2 or 4, was " + factor);
        }
    }

    /** The reconstructor from features of this shape to images of exactly this size. */
    public Architecture architecture(FeatureShape features, ImageSpec image) {
        List<NamedLayer> layers = new ArrayList<>();
        int channels = features.channels();
        int height = features.height();
        int width = features.width();
        for (int stage = 0; height < image.height() || width < image.width(); stage++) {
            int next = Math.max(12, channels / 2);
            for (int block = 0; block < blocks; block++) {
                int out = block == blocks - 1 ? next : channels;
                block(layers, "up" + stage + ".block" + block, block == 0 ? channels : channels, out);
            }
            channels = next;
            height = Math.min(height * factor, image.height());
            width = Math.min(width * factor, image.width());
            layers.add(new NamedLayer("up" + stage + ".resize", new Resize(height, width)));
        }
        layers.add(new NamedLayer("last.conv1", new Convolution(channels, channels, 3, 1, 1, false)));
        layers.add(new NamedLayer("last.bn1", new BatchNorm(channels)));
        layers.add(new NamedLayer("last.relu", new Relu()));
        layers.add(new NamedLayer("last.conv2", new Convolution(channels, image.channels(), 3, 1, 1, true)));
        layers.add(new NamedLayer("last.range", normalisation == Normalisation.MIN_MAX ? new MinMax() : new Clamp()));
        return new Architecture("reconstructor-" + this.type.name().toLowerCase(java.util.Locale.ROOT) + "-" + blocks + "-" + factor, features, layers);
    }

    private void block(List<NamedLayer> layers, String name, int in, int out) {
        int inner = Math.max(8, in / 2);
        List<NamedLayer> main = List.of(
                new NamedLayer("conv1", new Convolution(in, inner, 1, 1, 0, false)),
                new NamedLayer("bn1", new BatchNorm(inner)),
                new NamedLayer("conv2", new Convolution(inner, inner, 3, 1, 1, false)),
                new NamedLayer("bn2", new BatchNorm(inner)),
                new NamedLayer("conv3", new Convolution(inner, out, 1, 1, 0, true)));
        if (type == Type.RESIDUAL && in == out) {
            layers.add(new NamedLayer(name, new Residual(main, List.of())));
        } else {
            for (NamedLayer layer : main) {
                layers.add(new NamedLayer(name + "." + layer.name(), layer.layer()));
            }
        }
        layers.add(new NamedLayer(name + ".relu", new Relu()));
    }
}
