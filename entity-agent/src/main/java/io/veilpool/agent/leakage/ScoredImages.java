package io.veilpool.agent.leakage;

import io.veilpool.agent.attack.Guesses;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What attackers are scored on, whatever seed they were trained from: made once for all of them.
 *
 * @param images      that the attackers were not trained on: held back from the DPM, too, or those that it was trained on
 * @param features    their original features, row by row
 * @param scored      the first so many are scored
 * @param unprotected what the control gets of those, row by row
 * @param prior       the best guess at those without features
 */
public record ScoredImages(
        LabelledImages images,
        OriginalFeatures features,
        int scored,
        OriginalFeatures unprotected,
        ImageReadings prior) {
    private static final int ROWS_AT_ONCE = 125;

    /**
     * @param attackerImages that guesses are made from
     * @param trainingImages the first so many of them, as many as attackers train on
     * @throws IllegalArgumentException if there is no image, or not one row for each
     */
    public static ScoredImages of(
            ProbeConfig config,
            PublishedNetworks networks,
            LabelledImages attackerImages,
            int trainingImages,
            LabelledImages images,
            OriginalFeatures features,
            Progress progress) {
        if (images.size() != features.rows() || images.size() == 0) {
            throw new IllegalArgumentException("needs one row per image and at least one, got " + features.rows()
                    + " rows and " + images.size() + " images");
        }
        int classes = networks.decider().architecture().output().values();
        int scored = Math.min(config.images(), images.size());
        return new ScoredImages(
                images,
                features,
                scored,
                FeatureCache.unprotected(networks, images.first(scored), features, progress),
                Guesses.best(Guesses.of(classes, attackerImages, trainingImages), images, scored));
    }

    /** All images, a batch at a time; those that are scored are the first of the first batches. */
    List<int[]> batches() {
        return batches(images.size());
    }

    /** Those that are scored. */
    List<int[]> scoredBatches() {
        return batches(scored);
    }

    private static List<int[]> batches(int count) {
        return IntStream.iterate(0, from -> from < count, from -> from + ROWS_AT_ONCE)
                .mapToObj(from -> IntStream.range(from, Math.min(count, from + ROWS_AT_ONCE))
                        .toArray())
                .toList();
    }
}
