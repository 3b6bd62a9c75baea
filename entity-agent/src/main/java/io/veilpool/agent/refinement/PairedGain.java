package io.veilpool.agent.refinement;

/**
 * Difference of two accuracies on the same rows, in points, with its 95 percent interval (normal approximation of the paired
 * difference).
 */
public record PairedGain(double points, double low, double high) {
    private static final double Z = 1.96;

    /** How much better the first decider is than the second; both arrays are about the same rows. */
    public static PairedGain of(boolean[] with, boolean[] without) {
        if (with.length != without.length || with.length == 0) {
            throw new IllegalArgumentException(
                    "needs the same rows for both, got " + with.length + " and " + without.length);
        }
        int n = with.length;
        int won = 0;
        int lost = 0;
        for (int i = 0; i < n; i++) {
            won += with[i] && !without[i] ? 1 : 0;
            lost += !with[i] && without[i] ? 1 : 0;
        }
        double mean = (double) (won - lost) / n;
        double variance = (double) (won + lost) / n - mean * mean;
        double half = Z * Math.sqrt(variance / n);
        return new PairedGain(100 * mean, 100 * (mean - half), 100 * (mean + half));
    }
}
