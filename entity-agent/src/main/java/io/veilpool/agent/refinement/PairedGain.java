package io.veilpool.agent.refinement;

/**
 * Difference of two accuracies on the same rows, in points, with its 95 percent interval: the adjusted Wald interval of Agresti and Min
 * (Statistics in Medicine 24, 2005), which adds half a row to each cell of the 2 x 2 table. Without that, four rows won and none lost
 * would prove a gain, and no difference at all would be certain.
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
        double rows = n + 2;
        double mean = (won - lost) / rows;
        double variance = (won + lost + 1) / rows - mean * mean;
        double half = Z * Math.sqrt(variance / rows);
        return new PairedGain(100.0 * (won - lost) / n, 100 * (mean - half), 100 * (mean + half));
    }
}
