package io.veilpool.model.architecture;

import io.veilpool.model.architecture.Layer.BatchNorm;
import io.veilpool.model.architecture.Layer.Clamp;
import io.veilpool.model.architecture.Layer.Convolution;
import io.veilpool.model.architecture.Layer.MinMax;
import io.veilpool.model.architecture.Layer.PixelShuffle;
import io.veilpool.model.architecture.Layer.Relu;
import io.veilpool.model.architecture.Layer.Residual;
import io.veilpool.model.architecture.Layer.Resize;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One member of the family of reconstructors R{type, blocks, factor, normalisation} (Deep Poisoning, section 4). The
 * paper's types have blocks CONV-BN-CONV-BN-CONV-ReLU (1x1, 3x3, 1x1) before each bilinear upscaling and a last block
 * CONV-BN-ReLU-CONV at full size; {@code SUBPIXEL} has blocks CONV-BN-ReLU (3x3) before the first upscaling and upscales by
 * a 3x3 convolution and pixel shuffle, so that no convolution runs at full size. Every type ends with a normalisation to [0, 1] and gives
 * images of exactly the wanted size: the last upscaling is as small as suffices, and what is then too large is resized
 * bilinearly.
 *
 * @param type          how blocks and upscalings are built
 * @param blocks        blocks before each upscaling, 1 to 8
 * @param factor        greatest upscaling factor, 2 or 4
 * @param normalisation {@code MIN_MAX} (per image) or {@code CLAMP}
 */
public record ReconstructorSpec(Type type, int blocks, int factor, Normalisation normalisation) {
    /** How blocks and upscalings are built. */
    public enum Type {
        /** The paper's: no skip connections, bilinear upscaling. */
        PLAIN,
        /** The same with skip connections around blocks that keep their channels. */
        RESIDUAL,
        /** Blocks at low resolution, then pixel shuffles. */
        SUBPIXEL
    }

    /** How values are brought into [0, 1]. */
    public enum Normalisation {
        MIN_MAX,
        CLAMP
    }

    /**
     * What pre-training publishes unless told otherwise. On 64 x 8 x 8 features it reconstructs better than {@link #PAPER} at
     * half its cost, which every step of a DPM's training pays again. Clamping instead of the paper's min-max: 500 steps on
     * CIFAR-10 gave SSIM .65 against .60, since two pixels no longer set the range of a whole picture.
     */
    public static final ReconstructorSpec PUBLISHED = new ReconstructorSpec(Type.SUBPIXEL, 1, 2, Normalisation.CLAMP);

    /** The paper's training reconstructor: plain, two blocks, factor 2, min-max. */
    public static final ReconstructorSpec PAPER = new ReconstructorSpec(Type.PLAIN, 2, 2, Normalisation.MIN_MAX);

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
        if (type == Type.SUBPIXEL) {
            subpixel(layers, features, image);
        } else {
            interpolating(layers, features, image);
        }
        add(layers, "last.range", normalisation == Normalisation.MIN_MAX ? new MinMax() : new Clamp());
        return new Architecture(
                "reconstructor-" + type.name().toLowerCase(Locale.ROOT) + "-" + blocks + "-" + factor,
                features,
                layers);
    }

    private void interpolating(List<NamedLayer> layers, FeatureShape features, ImageSpec image) {
        int channels = features.channels();
        int height = features.height();
        int width = features.width();
        for (int stage = 0; height < image.height() || width < image.width(); stage++) {
            int next = Math.max(12, channels / 2);
            for (int block = 0; block < blocks; block++) {
                block(layers, "up" + stage + ".block" + block, channels, block == blocks - 1 ? next : channels);
            }
            channels = next;
            height = Math.min(height * factor, image.height());
            width = Math.min(width * factor, image.width());
            add(layers, "up" + stage + ".resize", new Resize(height, width));
        }
        add(layers, "last.conv1", new Convolution(channels, channels, 3, 1, 1, false));
        add(layers, "last.bn1", new BatchNorm(channels));
        add(layers, "last.relu", new Relu());
        add(layers, "last.conv2", new Convolution(channels, image.channels(), 3, 1, 1, true));
        if (height != image.height() || width != image.width()) {
            add(layers, "last.resize", new Resize(image.height(), image.width()));
        }
    }

    private void subpixel(List<NamedLayer> layers, FeatureShape features, ImageSpec image) {
        int channels = features.channels();
        int height = features.height();
        int width = features.width();
        for (int block = 0; block < blocks; block++) {
            add(layers, "block" + block + ".conv", new Convolution(channels, channels, 3, 1, 1, false));
            add(layers, "block" + block + ".bn", new BatchNorm(channels));
            add(layers, "block" + block + ".relu", new Relu());
        }
        for (int stage = 0; ; stage++) {
            String name = "up" + stage;
            int missing = Math.max(Math.ceilDiv(image.height(), height), Math.ceilDiv(image.width(), width));
            int step = Math.min(factor, missing);
            boolean last = step == missing;
            int next = last ? image.channels() : Math.max(16, channels / 2);
            add(layers, name + ".conv", new Convolution(channels, next * step * step, 3, 1, 1, last));
            if (!last) {
                add(layers, name + ".bn", new BatchNorm(next * step * step));
            }
            if (step > 1) {
                add(layers, name + ".shuffle", new PixelShuffle(step));
            }
            height *= step;
            width *= step;
            if (last) {
                if (height != image.height() || width != image.width()) {
                    add(layers, "last.resize", new Resize(image.height(), image.width()));
                }
                return;
            }
            add(layers, name + ".relu", new Relu());
            channels = next;
        }
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
            add(layers, name, new Residual(main, List.of()));
        } else {
            for (NamedLayer layer : main) {
                add(layers, name + "." + layer.name(), layer.layer());
            }
        }
        add(layers, name + ".relu", new Relu());
    }

    private static void add(List<NamedLayer> layers, String name, Layer layer) {
        layers.add(new NamedLayer(name, layer));
    }
}
