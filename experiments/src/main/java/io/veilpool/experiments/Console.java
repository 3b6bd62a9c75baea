package io.veilpool.experiments;

import io.veilpool.model.training.Progress;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the terminal shows: a line for each event, and one for the progress of the run that goes on. */
final class Console implements Progress {
    private static final long EVERY_NANOS = 5_000_000_000L;
    private static final long SECONDS_OF_MINUTE = 60;

    private final PrintStream out;
    private final boolean interactive;
    private String run = "for all runs";
    private long shown;
    private boolean open;

    /** @param interactive whether the progress line may be drawn over */
    Console(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    void say(String line) {
        clear();
        out.println(line);
    }

    /** The next run begins. */
    void begin(int number, int of, String key, @Nullable Double secondsLeft) {
        run = "run %d of %d".formatted(number, of);
        String left = secondsLeft == null ? "" : ", about " + minutes(secondsLeft) + " left in all";
        say("[%s%s] %s".formatted(run, left, key));
        shown = System.nanoTime();
    }

    @Override
    public void report(String phase, int step, int steps, double loss, double imagesPerSecond) {
        long now = System.nanoTime();
        if (now - shown < (interactive ? EVERY_NANOS / 10 : EVERY_NANOS)) {
            return;
        }
        shown = now;
        String line = String.format(
                Locale.ROOT, "[%s] %s, step %,d of %,d, %,.0f images/s", run, phase, step, steps, imagesPerSecond);
        if (interactive) {
            out.print("\r\u001b[K" + line);
            out.flush();
            open = true;
        } else {
            out.println(line);
        }
    }

    private void clear() {
        if (open) {
            out.print("\r\u001b[K");
            open = false;
        }
    }

    /** Minutes and seconds, {@code 2:07}. */
    static String minutes(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / SECONDS_OF_MINUTE, whole % SECONDS_OF_MINUTE);
    }
}
