package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.metric.BestReading;
import io.veilpool.model.metric.ImageScores;
import io.veilpool.model.metric.L1Distance;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.metric.Psnr;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.protocol.AttackScore;
import java.util.ArrayList;
import java.util.List;

/** Collects what one attack rebuilt, batch after batch. */
final class AttackTally {
    private final List<ImageScores> readings = new ArrayList<>();
    private int images;
    private double ssim;
    private double ssimNegative;
    private double l1;
    private double psnr;

    void add(NDArray original, NDArray reconstruction) {
        images += Math.toIntExact(original.getShape().get(0));
        ssim += Ssim.perImage(original, reconstruction).sum().getFloat();
        ssimNegative +=
                Ssim.perImage(original, reconstruction.neg().add(1)).sum().getFloat();
        l1 += L1Distance.perImage(original, reconstruction).sum().getFloat();
        psnr += Psnr.perImage(original, reconstruction).sum().getFloat();
        readings.add(BestReading.of(original, reconstruction));
    }

    /** Best of picture, negative and affine fix, per image. */
    ImageScores readings() {
        return ImageScores.concat(readings);
    }

    /** @param clean the same attacker on original features */
    AttackScore score(
            String attack,
            String knowledge,
            int trainingImages,
            int steps,
            long seed,
            ImageScores prior,
            ImageScores clean,
            int resamples) {
        LeakageIndex index =
                LeakageIndex.of(prior, clean, readings(), new LeakageIndex.Bootstrap(resamples, 0.95, seed));
        return new AttackScore(
                attack,
                knowledge,
                trainingImages,
                steps,
                seed,
                images,
                ssim / images,
                ssimNegative / images,
                l1 / images,
                psnr / images,
                index.value(),
                index.low(),
                index.high());
    }
}
