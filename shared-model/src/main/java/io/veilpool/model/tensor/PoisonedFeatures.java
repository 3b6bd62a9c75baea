package io.veilpool.model.tensor;

import java.util.List;

/** Skeleton. */
public final class PoisonedFeatures implements LabelledFeatures {
    private final FeatureRows values;

    private PoisonedFeatures(FeatureRows values) {
        this.values = values;
    }

    public static PoisonedFeatures of(FeatureRows values) {
        return new PoisonedFeatures(values);
    }

    @Override
    public FeatureRows values() {
        return values;
    }

    public static PoisonedFeatures concat(List<PoisonedFeatures> parts) {
        throw new IllegalStateException("not yet");
    }
}
