package io.veilpool.model.architecture;

import io.veilpool.model.architecture.Layer.BatchNorm;
import io.veilpool.model.architecture.Layer.Convolution;
import io.veilpool.model.architecture.Layer.GlobalAveragePool;
import io.veilpool.model.architecture.Layer.Linear;
import io.veilpool.model.architecture.Layer.MaxPool;
import io.veilpool.model.architecture.Layer.Relu;
import io.veilpool.model.architecture.Layer.Residual;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Families of residual networks (He et al. 2016). {@code resnet-18/34/50/101} carry torchvision's names and shapes;
 * {@code small-resnet-W} is for images of 28 to 64 pixels: a stride-2 stem and three stages of two basic blocks of
 * W, 2W and 4W channels.
 */
public final class Backbones {
    private static final int EXPANSION = 4;

    private Backbones() {}

    /** @throws InvalidArchitectureException if there is no backbone of this name */
    public static Architecture named(String name, ImageSpec image, int classes) {
        FeatureShape input = new FeatureShape(image.channels(), image.height(), image.width());
        return switch (name) {
            case "resnet-18" -> imageNet(name, input, classes, false, 2, 2, 2, 2);
            case "resnet-34" -> imageNet(name, input, classes, false, 3, 4, 6, 3);
            case "resnet-50" -> imageNet(name, input, classes, true, 3, 4, 6, 3);
            case "resnet-101" -> imageNet(name, input, classes, true, 3, 4, 23, 3);
            default -> small(name, input, classes);
        };
    }

    /** Featurizer and decider. */
    public record Split(Architecture featurizer, Architecture decider) {}

    /** @throws InvalidArchitectureException if the backbone has no such block */
    public static Split split(Architecture backbone, HookPoint hook) {
        List<NamedLayer> layers = backbone.layers();
        for (int i = 0; i < layers.size(); i++) {
            boolean found = hook.equals(HookPoint.POOLED)
                    ? layers.get(i).layer() instanceof GlobalAveragePool
                    : layers.get(i).name().equals(hook.layerName());
            if (found) {
                // The ReLU behind a residual block belongs to it.
                int end = i + 1 < layers.size() && layers.get(i + 1).layer() instanceof Relu ? i + 2 : i + 1;
                List<Architecture> halves = backbone.cutAfter(end);
                return new Split(halves.getFirst(), halves.getLast());
            }
        }
        throw new InvalidArchitectureException(backbone.name() + " has no hook point " + hook);
    }

    private static Architecture small(String name, FeatureShape input, int classes) {
        if (!name.matches("small-resnet-[1-9][0-9]{0,2}")) {
            throw new InvalidArchitectureException(
                    "a backbone is small-resnet-W (W = 1 to 999 channels), resnet-18, -34, -50 or -101; was " + name);
        }
        int width = Integer.parseInt(name.substring("small-resnet-".length()));
        List<NamedLayer> layers = new ArrayList<>();
        add(layers, "conv1", new Convolution(input.channels(), width, 3, 2, 1, false));
        add(layers, "bn1", new BatchNorm(width));
        add(layers, "relu", new Relu());
        stages(layers, width, width, false, 2, 2, 2);
        head(layers, 4 * width, classes);
        return new Architecture(name, input, layers);
    }

    private static Architecture imageNet(
            String name, FeatureShape input, int classes, boolean bottleneck, int... blocks) {
        List<NamedLayer> layers = new ArrayList<>();
        add(layers, "conv1", new Convolution(input.channels(), 64, 7, 2, 3, false));
        add(layers, "bn1", new BatchNorm(64));
        add(layers, "relu", new Relu());
        add(layers, "maxpool", new MaxPool(3, 2, 1));
        stages(layers, 64, 64, bottleneck, blocks);
        head(layers, bottleneck ? EXPANSION * 512 : 512, classes);
        return new Architecture(name, input, layers);
    }

    private static void stages(List<NamedLayer> layers, int in, int width, boolean bottleneck, int... blocks) {
        int channels = in;
        for (int stage = 0; stage < blocks.length; stage++) {
            int inner = width << stage;
            for (int block = 0; block < blocks[stage]; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                int out = bottleneck ? EXPANSION * inner : inner;
                String name = "layer" + (stage + 1) + "." + block;
                add(layers, name, residual(channels, inner, out, stride, bottleneck));
                add(layers, name + ".relu", new Relu());
                channels = out;
            }
        }
    }

    private static Residual residual(int in, int inner, int out, int stride, boolean bottleneck) {
        List<NamedLayer> main = new ArrayList<>();
        if (bottleneck) {
            add(main, "conv1", new Convolution(in, inner, 1, 1, 0, false));
            add(main, "bn1", new BatchNorm(inner));
            add(main, "relu1", new Relu());
            add(main, "conv2", new Convolution(inner, inner, 3, stride, 1, false));
            add(main, "bn2", new BatchNorm(inner));
            add(main, "relu2", new Relu());
            add(main, "conv3", new Convolution(inner, out, 1, 1, 0, false));
            add(main, "bn3", new BatchNorm(out));
        } else {
            add(main, "conv1", new Convolution(in, inner, 3, stride, 1, false));
            add(main, "bn1", new BatchNorm(inner));
            add(main, "relu1", new Relu());
            add(main, "conv2", new Convolution(inner, out, 3, 1, 1, false));
            add(main, "bn2", new BatchNorm(out));
        }
        List<NamedLayer> shortcut = new ArrayList<>();
        if (stride != 1 || in != out) {
            add(shortcut, "downsample.0", new Convolution(in, out, 1, stride, 0, false));
            add(shortcut, "downsample.1", new BatchNorm(out));
        }
        return new Residual(main, shortcut);
    }

    private static void head(List<NamedLayer> layers, int channels, int classes) {
        add(layers, "avgpool", new GlobalAveragePool());
        add(layers, "fc", new Linear(channels, classes));
    }

    private static void add(List<NamedLayer> layers, String name, Layer layer) {
        layers.add(new NamedLayer(name, layer));
    }
}
