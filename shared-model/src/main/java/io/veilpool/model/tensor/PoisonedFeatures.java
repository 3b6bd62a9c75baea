package io.veilpool.model.tensor;

import java.util.List;

/** What an entity's DPM makes of its original features: the only features that a shard can hold. */
public final class PoisonedFeatures implements LabelledFeatures {
    private final FeatureRows values;

    private PoisonedFeatures(FeatureRows values) {
        this.values = values;
    }

    /** Says that these rows went through a DPM: only what applies one may call this. */
    public static PoisonedFeatures of(FeatureRows values) {
        return new PoisonedFeatures(values);
    }

    /**
     * All rows, part after part, as views.
     *
     * @throws IllegalArgumentException if shapes or element types differ
     */
    public static PoisonedFeatures concat(List<PoisonedFeatures> parts) {
        return new PoisonedFeatures(
                FeatureRows.concat(parts.stream().map(PoisonedFeatures::values).toList()));
    }

    @Override
    public FeatureRows values() {
        return values;
    }

    @Override
    public PoisonedFeatures select(int[] rows) {
        return new PoisonedFeatures(values.select(rows));
    }
}
