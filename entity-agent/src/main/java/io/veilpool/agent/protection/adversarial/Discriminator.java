package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.TrainingStep;
import java.util.List;

/** Disc of Xiao et al.: tells images (class 1) from the inverter's pictures (class 0), so that these become sharper. */
final class Discriminator implements AutoCloseable {
    private static final int WIDTH = 16;

    private final Network network;
    private final Optimiser optimiser;

    Discriminator(ImageSpec image, Optimiser optimiser, long seed) {
        this.network = Network.random(architecture(image), seed);
        this.optimiser = optimiser;
    }

    private static Architecture architecture(ImageSpec image) {
        return new Architecture(
                "discriminator",
                new FeatureShape(image.channels(), image.height(), image.width()),
                List.of(
                        new NamedLayer("conv1", new Layer.Convolution(image.channels(), WIDTH, 3, 2, 1, true)),
                        new NamedLayer("relu1", new Layer.Relu()),
                        new NamedLayer("conv2", new Layer.Convolution(WIDTH, 2 * WIDTH, 3, 2, 1, false)),
                        new NamedLayer("bn2", new Layer.BatchNorm(2 * WIDTH)),
                        new NamedLayer("relu2", new Layer.Relu()),
                        new NamedLayer("conv3", new Layer.Convolution(2 * WIDTH, 2 * WIDTH, 3, 2, 1, false)),
                        new NamedLayer("bn3", new Layer.BatchNorm(2 * WIDTH)),
                        new NamedLayer("relu3", new Layer.Relu()),
                        new NamedLayer("pool", new Layer.GlobalAveragePool()),
                        new NamedLayer("linear", new Layer.Linear(2 * WIDTH, 2))));
    }

    /** One step of {@code -log Disc(x) - log(1 - Disc(x'))}; both arrays without a graph. */
    double step(NDArray images, NDArray pictures) {
        network.trainable(true);
        double loss = TrainingStep.run(
                network, optimiser, manager -> judged(images, 1).add(judged(pictures, 0)));
        network.trainable(false);
        return loss;
    }

    /** {@code -log Disc(x')}, a scalar: what the inverter adds to its own loss. */
    NDArray deceived(NDArray pictures) {
        return judged(pictures, 1);
    }

    private NDArray judged(NDArray pictures, long answer) {
        long[] answers = new long[Math.toIntExact(pictures.getShape().get(0))];
        java.util.Arrays.fill(answers, answer);
        return ClassificationLoss.mean(
                network.forward(pictures, true), pictures.getManager().create(answers));
    }

    @Override
    public void close() {
        network.close();
    }
}
