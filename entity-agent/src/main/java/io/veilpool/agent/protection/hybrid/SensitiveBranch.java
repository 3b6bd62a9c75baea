package io.veilpool.agent.protection.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.loss.ReconstructionLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.Scalars;
import java.util.List;

/**
 * What is trained beside the released embedding and thrown away: v, which is to hold what u must not, its classifier C_s, and the
 * decoder G that rebuilds images of both.
 */
final class SensitiveBranch implements AutoCloseable {
    private static final int SIDE = 4;
    private static final int INNER = 32;
    /** Of standard deviations, so that a channel that does not vary correlates with nothing. */
    private static final float LEAST = 1e-4f;

    private final Network code;
    private final Network classifier;
    private final Network generator;

    private SensitiveBranch(Network code, Network classifier, Network generator) {
        this.code = code;
        this.classifier = classifier;
        this.generator = generator;
    }

    /**
     * @param early    shape of what v is made of
     * @param embedded shape of u
     */
    static SensitiveBranch random(
            HybridConfig config, FeatureShape early, FeatureShape embedded, int values, ImageSpec image, long seed) {
        int width = config.codeWidth();
        Architecture code = new Architecture(
                "sensitive-code",
                early,
                List.of(
                        new NamedLayer("conv1", new Layer.Convolution(early.channels(), INNER, 3, 1, 1, false)),
                        new NamedLayer("bn1", new Layer.BatchNorm(INNER)),
                        new NamedLayer("relu1", new Layer.Relu()),
                        new NamedLayer("resize", new Layer.Resize(SIDE, SIDE)),
                        new NamedLayer("whole", new Layer.Convolution(INNER, width, SIDE, 1, 0, true))));
        Architecture classifier = new Architecture(
                "sensitive-classifier",
                code.output(),
                List.of(
                        new NamedLayer("scale", new Layer.BatchNorm(width)),
                        new NamedLayer("linear", new Layer.Linear(width, values))));
        return new SensitiveBranch(
                Network.random(code, seed),
                Network.random(classifier, seed + 1),
                Network.random(
                        config.generator().architecture(new FeatureShape(embedded.channels() + width, 1, 1), image),
                        seed + 2));
    }

    List<Network> networks() {
        return List.of(code, classifier, generator);
    }

    /** v (N, V, 1, 1). */
    NDArray code(NDArray early) {
        return code.forward(early, true);
    }

    /** Logits of C_s. */
    NDArray classified(NDArray v) {
        return classifier.forward(v, true);
    }

    /** G(u, v): images (N, C, H, W), not limited to [0, 1]. */
    NDArray generated(NDArray u, NDArray v) {
        NDArray both = NDArrays.concat(new NDList(means(u), means(v)), 1);
        return generator.forward(
                both.reshape(both.getShape().get(0), both.getShape().get(1), 1, 1), true);
    }

    /** L1 of G's picture, whose gradient reaches v and G but not u: u shall not be paid for what it tells of an image. */
    NDArray distance(NDArray images, NDArray u, NDArray v) {
        return ReconstructionLoss.mean(images, generated(u.stopGradient(), v));
    }

    /** {@code ||corr(u, v)||_F^2} over the batch, divided by its number of entries: in [0, 1]. */
    static NDArray correlation(NDArray u, NDArray v) {
        NDArray a = standardised(means(u));
        NDArray b = standardised(means(v));
        return Scalars.over(a.transpose().matMul(b), a.getShape().get(0))
                .square()
                .mean();
    }

    private static NDArray standardised(NDArray values) {
        NDArray centred = values.sub(values.mean(new int[] {0}, true));
        NDArray deviation =
                centred.square().mean(new int[] {0}, true).add(LEAST * LEAST).sqrt();
        return centred.div(deviation);
    }

    /** Means over places, (N, C). */
    private static NDArray means(NDArray values) {
        return values.reshape(values.getShape().get(0), values.getShape().get(1), -1)
                .mean(new int[] {2});
    }

    @Override
    public void close() {
        code.close();
        classifier.close();
        generator.close();
    }
}
