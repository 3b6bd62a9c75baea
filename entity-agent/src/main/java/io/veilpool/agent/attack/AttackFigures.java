package io.veilpool.agent.attack;

import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Figures of one attacker over the second half of the scored images.
 *
 * @param variant        for instance {@code k=16}
 * @param attacker       which way of this variant was best on the first half, for instance {@code ridge-3x3}
 * @param choosingIndex  leakage index on the first half, which it was chosen by
 * @param trainingImages images it trained on
 * @param steps          training steps, 0 for a closed form
 * @param images         images of the second half
 * @param ssim           mean SSIM of the pictures
 * @param ssimNegative   of their negatives
 * @param l1             mean absolute difference
 * @param psnr           mean PSNR in dB
 * @param top1Retrieval  percent of pictures whose nearest original, among those of the second half, is the right one
 * @param top5Retrieval  percent of pictures whose own original is among the five nearest
 * @param index          leakage index with its interval
 * @param spread         of the index over images
 * @param worst          images with the highest index, highest first, as positions among the scene's scored images
 */
public record AttackFigures(
        String variant,
        String attacker,
        double choosingIndex,
        int trainingImages,
        int steps,
        int images,
        double ssim,
        double ssimNegative,
        double l1,
        double psnr,
        double top1Retrieval,
        double top5Retrieval,
        LeakageIndex index,
        Spread spread,
        List<Integer> worst) {
    private static final int WORST = 16;

    public AttackFigures {
        worst = List.copyOf(worst);
    }

    /** Percentiles of the index of single images. */
    public record Spread(double p50, double p90, double p95, double p99, double max) {
        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Spread(at(sorted, .5), at(sorted, .9), at(sorted, .95), at(sorted, .99), at(sorted, 1));
        }

        /** The least value that no more than the rest is above. */
        private static double at(double[] sorted, double part) {
            return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
        }
    }

    static AttackFigures of(Trial trial, Baseline baseline, AttackBudget budget, long seed) {
        Half half = trial.scoredHalf();
        ImageReadings readings = trial.scored().readings();
        ImageReadings prior = trial.prior(baseline);
        ImageReadings anchor = half.of(baseline.anchor());
        double[] perImage = LeakageIndex.perImage(prior, anchor, readings);
        List<Integer> worst = IntStream.range(0, perImage.length)
                .boxed()
                .sorted((a, b) -> Double.compare(perImage[b], perImage[a]))
                .limit(WORST)
                .map(i -> half.from() + i)
                .toList();
        Candidate candidate = trial.candidate();
        return new AttackFigures(
                candidate.variant(),
                candidate.attacker(),
                trial.choosingIndex(),
                candidate.trainingImages(),
                candidate.steps(),
                readings.images(),
                readings.asIs().meanSsim(),
                readings.negative().meanSsim(),
                readings.asIs().meanL1(),
                trial.scored().meanPsnr(),
                Retrieval.percentWithin(trial.ranks(), 1),
                Retrieval.percentWithin(trial.ranks(), 5),
                LeakageIndex.of(prior, anchor, readings, new LeakageIndex.Bootstrap(budget.resamples(), 0.95, seed)),
                Spread.of(perImage),
                worst);
    }
}
