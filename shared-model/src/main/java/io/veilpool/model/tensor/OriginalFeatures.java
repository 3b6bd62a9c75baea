package io.veilpool.model.tensor;

import java.io.IOException;
import java.nio.file.Path;

/** Skeleton. */
public final class OriginalFeatures implements LabelledFeatures {
    private final FeatureRows values;

    private OriginalFeatures(FeatureRows values) {
        this.values = values;
    }

    public static OriginalFeatures of(FeatureRows values) {
        return new OriginalFeatures(values);
    }

    @Override
    public FeatureRows values() {
        return values;
    }

    public void save(Path file) throws IOException {
        throw new IllegalStateException("not yet");
    }

    public static OriginalFeatures load(Path file) throws HostileFileException, IOException {
        throw new IllegalStateException("not yet");
    }
}
