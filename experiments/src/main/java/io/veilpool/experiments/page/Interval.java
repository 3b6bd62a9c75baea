package io.veilpool.experiments.page;

import java.util.Arrays;

/**
 * Mean over seeds with its 95 % t interval.
 *
 * @param half half of the interval's width; NaN of a single value
 */
record Interval(double mean, double half, int values) {
    /** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.960;

    /** @param values at least one */
    static Interval of(double... values) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElseThrow();
        if (n == 1) {
            return new Interval(mean, Double.NaN, n);
        }
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double quantile = n - 1 <= STUDENT.length ? STUDENT[n - 2] : NORMAL;
        return new Interval(mean, quantile * Math.sqrt(squares / (n - 1) / n), n);
    }
}
