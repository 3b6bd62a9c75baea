package io.veilpool.model.metric;

/** Skeleton. */
public record LeakageIndex(double value, double low, double high, double ssimIndex, double l1Index, boolean attackerWorks) {
    /** How the interval is drawn. */
    public record Bootstrap(int resamples, double confidence, long seed) {}

    public static LeakageIndex of(ImageScores prior, ImageScores clean, ImageScores attack, Bootstrap bootstrap) {
        throw new IllegalStateException("not yet");
    }
}
