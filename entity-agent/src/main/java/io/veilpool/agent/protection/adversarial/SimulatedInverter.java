package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.opponent.InverterSpec;
import io.veilpool.agent.opponent.RecentBatches;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.TrainingStep;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Dec of Xiao et al.: the inverter that the network is trained against, thrown away afterwards. What it ends with says nothing about
 * leakage, since the network fits it; that is for an inverter trained anew.
 */
final class SimulatedInverter implements AutoCloseable {
    private static final double MAX_NORM = 5;

    private final AdversarialConfig config;
    private final Network decoder;
    private final MeanPicture guess;
    private final Optimiser optimiser;
    private final @Nullable Perception perception;
    private final @Nullable Discriminator discriminator;
    private final RecentBatches seen;

    SimulatedInverter(
            AdversarialConfig config,
            FeatureShape features,
            ImageSpec image,
            MeanPicture guess,
            @Nullable Perception perception,
            long seed) {
        this.config = config;
        this.decoder = beginning(config.inverter().architecture(features, image), seed);
        this.guess = guess;
        this.optimiser = Optimiser.adam(step -> config.inverterRate(), MAX_NORM);
        this.perception = perception;
        this.seen = new RecentBatches(seed);
        this.discriminator = config.discriminator() > 0
                ? new Discriminator(image, Optimiser.adam(step -> config.inverterRate(), MAX_NORM), seed + 1)
                : null;
    }

    /** At random, but adding nothing at first. */
    private static Network beginning(Architecture architecture, long seed) {
        try (Network random = Network.random(architecture, seed)) {
            Map<String, HostTensor> tensors = new HashMap<>(random.weights().tensors());
            tensors.computeIfPresent(InverterSpec.LAST + ".weight", (name, weight) -> zeros(weight));
            return Network.of(architecture, Weights.of(tensors));
        }
    }

    private static HostTensor zeros(HostTensor like) {
        long[] shape = like.shape().stream().mapToLong(Long::longValue).toArray();
        return HostTensor.of(new float[Math.toIntExact(like.values())], shape);
    }

    /** Takes one more batch of features to learn from. */
    void see(Function<NDManager, RecentBatches.Batch> batch) {
        seen.add(batch);
    }

    /**
     * One step of {@code ||Dec(z) - x||^2 + m1 ||g(Dec(z)) - g(x)||^2 + m2 L_G} on one of the batches that were seen last; m1 weighs both
     * distances as the network's hinges do, so that the inverter wants what the network denies it.
     *
     * @return the loss, which may not be finite
     */
    double step() {
        RecentBatches.Batch batch = seen.any();
        decoder.trainable(true);
        double loss = TrainingStep.run(decoder, optimiser, manager -> loss(batch.copy(manager)));
        decoder.trainable(false);
        return discriminator != null && Double.isFinite(loss) ? loss + judge(discriminator, batch) : loss;
    }

    private double judge(Discriminator judge, RecentBatches.Batch batch) {
        try (NDManager scope = NDManager.newBaseManager()) {
            RecentBatches.Batch own = batch.copy(scope);
            return judge.step(own.images(), pictures(own.features()));
        }
    }

    private NDArray loss(RecentBatches.Batch batch) {
        NDArray pictures = pictures(batch.features());
        NDArray loss = Distances.squared(pictures, batch.images()).mean();
        if (perception != null) {
            NDArray seenAs = perception.distance(pictures, batch.images()).mean();
            loss = loss.add(Scalars.times(seenAs, config.pixel() > 0 ? config.perceptual() / config.pixel() : 1));
        }
        return discriminator == null
                ? loss
                : loss.add(Scalars.times(discriminator.deceived(pictures), config.discriminator()));
    }

    /**
     * The mean picture and what the features add to it: so it never begins worse than the guess that it is measured against, below which
     * nothing would be denied it. By batch statistics, so that the network gains nothing by scaling its features.
     */
    NDArray pictures(NDArray features) {
        NDArray added = decoder.forward(features, true);
        return added.add(guess.times(added));
    }

    @Override
    public void close() {
        decoder.close();
        seen.close();
        if (discriminator != null) {
            discriminator.close();
        }
    }
}
