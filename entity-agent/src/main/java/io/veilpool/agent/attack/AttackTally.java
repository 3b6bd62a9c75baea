package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.metric.Psnr;
import io.veilpool.model.protocol.AttackScore;
import java.util.ArrayList;
import java.util.List;

/** Collects what one attack rebuilt, batch after batch. */
public final class AttackTally {
    private final List<ImageReadings> readings = new ArrayList<>();
    private int images;
    private double psnr;

    /** Both (N, C, H, W) in [0, 1]; not kept. */
    public void add(NDArray original, NDArray reconstruction) {
        images += Math.toIntExact(original.getShape().get(0));
        psnr += Psnr.perImage(original, reconstruction).sum().getFloat();
        readings.add(ImageReadings.of(original, reconstruction));
    }

    public ImageReadings readings() {
        return ImageReadings.concat(readings);
    }

    double meanPsnr() {
        return psnr / images;
    }

    /** @param clean the same attacker on original features */
    public AttackScore score(
            String attack,
            String knowledge,
            int trainingImages,
            int steps,
            long seed,
            ImageReadings prior,
            ImageReadings clean,
            int resamples) {
        ImageReadings read = readings();
        LeakageIndex index = LeakageIndex.of(prior, clean, read, new LeakageIndex.Bootstrap(resamples, 0.95, seed));
        return new AttackScore(
                attack,
                knowledge,
                trainingImages,
                steps,
                Long.toString(seed),
                images,
                read.asIs().meanSsim(),
                read.negative().meanSsim(),
                read.asIs().meanL1(),
                meanPsnr(),
                index.value(),
                index.low(),
                index.high());
    }
}
