package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.attack.Guesses;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is seen of images in features.
 *
 * @param readings per image
 * @param negative mean SSIM of the reconstructions' photographic negatives: a negative shows everything too
 */
record Seen(ImageReadings readings, double negative) {
    private static final int AT_ONCE = 100;

    /** Row i of the features belongs to image i; further rows are not looked at. */
    static Seen of(Network reconstructor, LabelledFeatures features, LabelledImages images) {
        List<ImageReadings> readings = new ArrayList<>();
        double negative = 0;
        for (int[] rows : batches(images.size())) {
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray x = images.batch(scope, rows);
                NDArray seen = reconstructor.forward(features.batch(scope, rows), false);
                readings.add(ImageReadings.of(x, seen));
                negative += Ssim.perImage(x, seen.neg().add(1)).sum().getFloat();
            }
        }
        return new Seen(ImageReadings.concat(readings), negative / images.size());
    }

    /** The best guess at the images from public ones alone, without any features. */
    static ImageReadings prior(LabelledImages publicImages, LabelledImages images, int classes) {
        return Guesses.best(Guesses.of(classes, publicImages, publicImages.size()), images, images.size());
    }

    double ssim() {
        return readings.asIs().meanSsim();
    }

    double l1() {
        return readings.asIs().meanL1();
    }

    /** Adds L1, SSIM and the negative's SSIM under names that begin with {@code of}. */
    void put(Map<String, Double> figures, String of) {
        figures.put(of + " L1", l1());
        figures.put(of + " SSIM", ssim());
        figures.put(of + " negative SSIM", negative);
    }

    private static List<int[]> batches(int size) {
        return IntStream.range(0, Math.ceilDiv(size, AT_ONCE))
                .mapToObj(b -> IntStream.range(b * AT_ONCE, Math.min(size, (b + 1) * AT_ONCE))
                        .toArray())
                .toList();
    }
}
