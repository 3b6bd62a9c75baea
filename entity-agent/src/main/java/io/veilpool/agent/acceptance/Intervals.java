package io.veilpool.agent.acceptance;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Bootstrap over images; every figure is of the same draws. */
final class Intervals {
    private static final double TAIL = 0.025;

    private final int[] all;
    private final int[][] draws;

    /** @param resamples at least 1 */
    Intervals(int images, int resamples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        all = IntStream.range(0, images).toArray();
        draws = new int[resamples][images];
        for (int[] draw : draws) {
            Arrays.setAll(draw, place -> random.nextInt(images));
        }
    }

    /** Of a mean. */
    Figure mean(IntToDoubleFunction perImage) {
        double[] means = Arrays.stream(draws)
                .mapToDouble(drawn -> mean(drawn, perImage))
                .sorted()
                .toArray();
        int last = means.length - 1;
        return new Figure(
                mean(all, perImage), means[(int) Math.round(TAIL * last)], means[(int) Math.round((1 - TAIL) * last)]);
    }

    private static double mean(int[] images, IntToDoubleFunction perImage) {
        return Arrays.stream(images).mapToDouble(perImage).average().orElseThrow();
    }
}
