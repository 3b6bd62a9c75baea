package io.veilpool.agent.workflow;

import io.veilpool.model.training.Progress;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people how far the agent is, at most one line a second for each phase:
 * {@code [e1] pre-training  step 120/900  loss 1.234  410 images/s  58 s left}.
 */
public final class Console implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger("progress");
    private static final long NANOS_BETWEEN = 1_000_000_000L;

    private final PrintStream out;
    private String label;
    private @Nullable String phase;
    private long phaseStarted;
    private int phaseFirstStep;
    private long lastLine;

    public Console(PrintStream out, String label) {
        this.out = out;
        this.label = label;
    }

    /** From now on lines begin with this name. */
    public synchronized void label(String name) {
        this.label = name;
    }

    /** One sentence. */
    public synchronized void say(String sentence) {
        LOG.info("{}", sentence);
        line(sentence);
    }

    @Override
    public synchronized void report(String name, int step, int steps, double loss, double imagesPerSecond) {
        long now = System.nanoTime();
        if (!name.equals(phase)) {
            phase = name;
            phaseStarted = now;
            phaseFirstStep = step;
            lastLine = now - NANOS_BETWEEN;
        }
        if (now - lastLine < NANOS_BETWEEN && step < steps) {
            return;
        }
        lastLine = now;
        StringBuilder text = new StringBuilder(name)
                .append("  step ")
                .append(step)
                .append('/')
                .append(steps);
        if (!Double.isNaN(loss)) {
            text.append(String.format(Locale.ROOT, "  loss %.3f", loss));
        }
        if (imagesPerSecond > 0) {
            text.append(String.format(Locale.ROOT, "  %,.0f images/s", imagesPerSecond));
        }
        int done = step - phaseFirstStep;
        if (done > 0) {
            double secondsLeft = (now - phaseStarted) / 1e9 / done * (steps - step);
            text.append(String.format(Locale.ROOT, "  %.0f s left", secondsLeft));
        }
        line(text.toString());
    }

    private void line(String text) {
        out.println("[" + label + "] " + text);
        out.flush();
    }
}
