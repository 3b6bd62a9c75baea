package io.veilpool.model.training;

/** Tells a listener how far and how fast a loop is, about once a second. */
public final class Pace {
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final String phase;
    private final int steps;
    private final int imagesPerStep;
    private final Progress progress;
    private long since = System.nanoTime();
    private int counted;

    public Pace(String phase, int steps, int imagesPerStep, Progress progress) {
        this.phase = phase;
        this.steps = steps;
        this.imagesPerStep = imagesPerStep;
        this.progress = progress;
    }

    /** @param done steps done so far */
    public void done(int done, double loss) {
        long now = System.nanoTime();
        if (now - since < INTERVAL_NANOS && done < steps) {
            return;
        }
        double rate = (done - counted) * (double) imagesPerStep * 1e9 / Math.max(1, now - since);
        progress.report(phase, done, steps, loss, rate);
        since = now;
        counted = done;
    }
}
