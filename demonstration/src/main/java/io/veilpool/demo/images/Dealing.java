package io.veilpool.demo.images;

import io.veilpool.agent.dataset.UnusableImagesException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Deals an image set to four entities, attackers and a test part. */
public final class Dealing {
    private Dealing() {}

    /**
     * @param trainSet folder, zip or IDX folder; may bring its own test part
     * @param testSet  the test part when it lies elsewhere
     * @param out      folder that gets {@code e1.zip} to {@code e4.zip}, {@code auxiliary.zip}, {@code test.zip}
     */
    public static Dealt deal(Path trainSet, @Nullable Path testSet, DealingPlan plan, Path out)
            throws UnusableImagesException {
        throw new UnsupportedOperationException("not yet");
    }
}
