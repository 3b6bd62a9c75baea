package io.veilpool.agent.attack;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.PriorGuesses;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What can be said of images without their features. */
public final class Guesses {

    private Guesses() {}

    /**
     * Means and medians of the first images that an attacker has.
     *
     * @param most images looked at
     */
    public static PriorGuesses of(int classes, LabelledImages images, int most) {
        ImageSpec spec = images.spec();
        PriorGuesses.Builder builder = new PriorGuesses.Builder(spec.channels(), spec.height(), spec.width(), classes);
        int used = Math.min(most, images.size());
        for (int[] batch : batches(used)) {
            try (NDManager scope = NDManager.newBaseManager()) {
                builder.add(
                        images.batch(scope, batch),
                        IntStream.of(batch).map(images::label).toArray());
            }
        }
        return builder.build();
    }

    /** The best guess at the first {@code count} of these images. */
    public static ImageReadings best(PriorGuesses guesses, LabelledImages images, int count) {
        List<List<ImageReadings>> byBatch = new ArrayList<>();
        for (int[] batch : batches(count)) {
            try (NDManager scope = NDManager.newBaseManager()) {
                byBatch.add(guesses.readings(
                        images.batch(scope, batch),
                        IntStream.of(batch).map(images::label).toArray()));
            }
        }
        return best(byBatch);
    }

    /** Over batches that were each guessed at in every way. */
    public static ImageReadings best(List<List<ImageReadings>> byBatch) {
        List<ImageReadings> kinds = new ArrayList<>();
        for (int kind = 0; kind < byBatch.getFirst().size(); kind++) {
            int k = kind;
            kinds.add(ImageReadings.concat(byBatch.stream().map(g -> g.get(k)).toList()));
        }
        return ImageReadings.bestGuess(kinds);
    }

    private static List<int[]> batches(int count) {
        return new Half(0, count).batches();
    }
}
