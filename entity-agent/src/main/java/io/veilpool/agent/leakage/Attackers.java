package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.attack.AttackDecoder;
import io.veilpool.agent.attack.DecoderTraining;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.TrainingSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The insider's attacker (attack v: a decoder trained on P(F(x)) by somebody who owns P) and its control (the same decoder, images, order
 * and steps on F(x), or on features of the reference where F protects itself). The insider's weights undo the DPM, so they are as secret as the DPM itself: {@link #exportWeights} is for the
 * vault.
 */
public final class Attackers implements AutoCloseable {
    private final AttackDecoder insider;
    private final AttackDecoder control;
    private final int trainingImages;
    private final long seed;

    private Attackers(AttackDecoder insider, AttackDecoder control, int trainingImages, long seed) {
        this.insider = insider;
        this.control = control;
        this.trainingImages = trainingImages;
        this.seed = seed;
    }

    /**
     * @param attackerImages images the attacker has; at most {@code config.trainingImages()} are used
     * @return the caller closes it
     */
    public static Attackers train(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            LabelledImages attackerImages,
            long seed,
            Progress progress) {
        return train(config, dpm, AttackerRows.of(config, networks, attackerImages, progress), seed, progress);
    }

    /**
     * On rows that are made already, for attackers of several seeds.
     *
     * @return the caller closes it
     */
    public static Attackers train(ProbeConfig config, PrivateDpm dpm, AttackerRows rows, long seed, Progress progress) {
        LabelledImages images = rows.images();
        OriginalFeatures original = rows.original();
        AttackDecoder control =
                train("control attack", config, TrainingSet.of(rows.unprotected(), images), seed, progress);
        // Whoever has a module that draws can draw as often as he likes. Which images are mixed is drawn once: the
        // library mixes anew.
        TrainingSet shared = dpm.isTransformRandom()
                ? TrainingSet.drawn(Poisoner.of(dpm), original, images, seed)
                : TrainingSet.of(dpm.poisonEach(original, ElementType.F16, seed), images);
        AttackDecoder insider = train("insider attack", config, shared, seed, progress);
        return new Attackers(insider, control, images.size(), seed);
    }

    private static AttackDecoder train(
            String phase, ProbeConfig config, TrainingSet set, long seed, Progress progress) {
        SplittableRandom seeds = new SplittableRandom(seed);
        AttackDecoder decoder = AttackDecoder.fit(config.size(), set, seeds.nextLong());
        DecoderTraining.run(phase, decoder, set, config.training(), seeds.nextLong(), progress);
        return decoder;
    }

    /** What the insider makes of poisoned features: (N, C, H, W) in [0, 1], owned by their manager. */
    public NDArray insider(NDArray poisoned) {
        return insider.paint(poisoned, false).clip(0, 1);
    }

    /** What the control makes of unprotected features. */
    public NDArray control(NDArray unprotected) {
        return control.paint(unprotected, false).clip(0, 1);
    }

    /** Images that both trained on. */
    public int trainingImages() {
        return trainingImages;
    }

    /** Seed of both. */
    public long seed() {
        return seed;
    }

    /** Safetensors of both decoders in the clear. */
    public byte[] exportWeights(DpmAccess access) {
        Objects.requireNonNull(access, "weights are for holders of an access only");
        Weights all = Weights.union(
                insider.weights().prefixed("insider."), control.weights().prefixed("control."));
        return SafeTensors.encode(all, Map.of());
    }

    /**
     * @param config         with which they were trained
     * @param trainingImages that they were trained on
     * @param seed           that they were trained with
     * @throws IllegalArgumentException if the bytes are not such attackers
     */
    public static Attackers importWeights(
            byte[] exported,
            ProbeConfig config,
            FeatureShape features,
            ImageSpec image,
            int trainingImages,
            long seed,
            DpmAccess access) {
        Objects.requireNonNull(access, "weights are for holders of an access only");
        try {
            Weights all = SafeTensors.decode(exported, SafeTensors.Limits.WEIGHTS);
            AttackDecoder insider = AttackDecoder.of(config.size(), features, image, all.under("insider."));
            AttackDecoder control = AttackDecoder.of(config.size(), features, image, all.under("control."));
            return new Attackers(insider, control, trainingImages, seed);
        } catch (HostileFileException e) {
            throw new IllegalArgumentException("these bytes are not attackers of this budget", e);
        }
    }

    @Override
    public void close() {
        insider.close();
        control.close();
    }
}
