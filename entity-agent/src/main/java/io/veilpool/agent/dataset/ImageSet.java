package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.ImageSpec;
import java.nio.file.Path;
import java.util.List;

/** Reads image sets. */
public final class ImageSet {
    private ImageSet() {}

    public static LabelledImages read(Path location, ImageSpec spec, List<String> classes, ReadingLimits limits)
            throws UnusableImagesException {
        throw new UnsupportedOperationException("not yet");
    }

    public static LabelledImages readTest(Path location, ImageSpec spec, List<String> classes, ReadingLimits limits)
            throws UnusableImagesException {
        throw new UnsupportedOperationException("not yet");
    }

    public static ImageSetSummary describe(Path location) throws UnusableImagesException {
        throw new UnsupportedOperationException("not yet");
    }
}
