package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.NetworkStages;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a DPM minimises: Deep Poisoning, Eq. (6), {@code cross-entropy + lambda * |SSIM|}, and terms that the paper does not have. The
 * frozen decider's activations on original features are a regression target with thousands of values per image where a label is one
 * word, so far fewer images and steps do; and the negated reconstruction is held down too, since a negative shows everything.
 */
final class DpmLoss {
    /** SSIM of the negated reconstruction that costs nothing: a guess without features scores more. */
    private static final float FREE_NEGATIVE = 0.05f;

    private static final float LEAST_VARIANCE = 1e-6f;

    private final DpmConfig config;
    private final NetworkStages decider;
    private final Network reconstructor;
    private double lambda;
    private final int[] matched;

    /** @param decider the frozen one, in stages */
    DpmLoss(DpmConfig config, NetworkStages decider, Network reconstructor) {
        this.config = config;
        this.decider = decider;
        this.reconstructor = reconstructor;
        this.lambda = config.lambda();
        // Activations as large as the features would ask for the features themselves back.
        int row = decider.stage(0).architecture().input().values();
        this.matched = IntStream.range(0, decider.count() - 1)
                .filter(i -> decider.output(i).values() < row)
                .toArray();
    }

    /** Sets lambda, Eq. (6), back to the configured one. */
    void restart() {
        lambda = config.lambda();
    }

    /** Doubles lambda, up to 8 times the configured one: for a start whose reconstructions still resemble the images. */
    void press() {
        lambda = Math.min(2 * lambda, 8 * config.lambda());
    }

    /** @return scalar, owned by the batch's manager */
    NDArray of(Network dpm, DpmBatches.Batch batch) {
        NDArray z = batch.features();
        List<NDArray> targets = decider.activations(z);
        NDArray poisoned = dpm.forward(batch.inputs(), true);
        List<NDArray> got = decider.activations(poisoned);
        NDArray logits = got.getLast();

        List<NDArray> terms = new ArrayList<>();
        if (config.labelWeight() > 0) {
            terms.add(Scalars.times(ClassificationLoss.mean(logits, batch.labels()), config.labelWeight()));
        }
        if (lambda > 0) {
            terms.add(Scalars.times(disparity(batch, poisoned), lambda));
        }
        if (config.matching() > 0) {
            for (int i : matched) {
                terms.add(Scalars.times(relativeDistance(got.get(i), targets.get(i)), config.matching()));
            }
        }
        if (config.logitMatching() > 0) {
            terms.add(Scalars.times(divergence(targets.getLast(), logits), config.logitMatching()));
        }
        return terms.stream().reduce(NDArray::add).orElseThrow();
    }

    /** Eq. (5), and the same of the negative. */
    private NDArray disparity(DpmBatches.Batch batch, NDArray poisoned) {
        long seen = Math.max(
                1, Math.round(config.disparityShare() * poisoned.getShape().get(0)));
        NDArray images = batch.images().get(new NDIndex(":" + seen));
        NDArray reconstructed = reconstructor.forward(poisoned.get(new NDIndex(":" + seen)), false);
        NDArray similarity = Ssim.mean(new Ssim.Config(config.similarity(), false), images, reconstructed);
        if (config.similarity() != Ssim.Mode.ABS) {
            return similarity;
        }
        NDArray negative = Ssim.perImage(images, reconstructed.neg().add(1));
        return similarity.add(Scalars.atLeast(negative.sub(FREE_NEGATIVE), 0).mean());
    }

    /** Mean squared difference over the target's variance. */
    private static NDArray relativeDistance(NDArray got, NDArray target) {
        NDArray variance = Scalars.atLeast(target.sub(target.mean()).square().mean(), LEAST_VARIANCE);
        return got.sub(target).square().mean().div(variance);
    }

    /** KL(target || got) of the class probabilities, mean over rows, in nats. */
    private static NDArray divergence(NDArray targetLogits, NDArray gotLogits) {
        NDArray target = targetLogits.logSoftmax(1);
        return target.exp()
                .mul(target.sub(gotLogits.logSoftmax(1)))
                .sum(new int[] {1})
                .mean();
    }
}
