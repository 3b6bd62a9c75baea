package io.veilpool.agent.leakage;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.training.Progress;

/**
 * The insider's attacker (a decoder trained on P(F(x))) and its control (the same on F(x)). The insider's weights undo the DPM, so
 * they are kept as secret as the DPM itself: keep {@link #exportWeights} in the vault.
 */
public final class Attackers implements AutoCloseable {
    private Attackers() {}

    public static Attackers train(
            ProbeConfig config,
            PublishedNetworks networks,
            PrivateDpm dpm,
            LabelledImages attackerImages,
            long seed,
            Progress progress) {
        throw new IllegalStateException("not yet");
    }

    /** Safetensors of both decoders. */
    public byte[] exportWeights(DpmAccess access) {
        throw new IllegalStateException("not yet");
    }

    public static Attackers importWeights(
            byte[] exported, ProbeConfig config, FeatureShape features, ImageSpec image, DpmAccess access) {
        throw new IllegalStateException("not yet");
    }

    @Override
    public void close() {}
}
