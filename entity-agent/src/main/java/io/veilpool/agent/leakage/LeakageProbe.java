package io.veilpool.agent.leakage;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;

/** Skeleton. */
public final class LeakageProbe {
    private LeakageProbe() {}

    /** Trains attackers and forgets them. */
    public static LeakageFindings measure(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            LabelledImages attackerImages,
            boolean attackerImagesPublic,
            LabelledImages heldBack,
            OriginalFeatures heldBackFeatures,
            long seed,
            Progress progress) {
        try (Attackers attackers = Attackers.train(config, networks, dpm, attackerImages, seed, progress)) {
            return measure(
                    config, networks, dpm, attackers, attackerImages, attackerImagesPublic, heldBack, heldBackFeatures, progress);
        }
    }

    /** With attackers that are trained already, for instance to score them on test images. */
    public static LeakageFindings measure(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            Attackers attackers,
            LabelledImages attackerImages,
            boolean attackerImagesPublic,
            LabelledImages heldBack,
            OriginalFeatures heldBackFeatures,
            Progress progress) {
        throw new IllegalStateException("not yet");
    }
}
