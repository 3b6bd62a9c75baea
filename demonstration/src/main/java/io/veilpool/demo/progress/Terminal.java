package io.veilpool.demo.progress;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Shows a run: events scroll, and below them stands one line per party that is redrawn. Where the output is no
 * terminal, each party's line is printed again every few seconds instead.
 */
public final class Terminal implements AutoCloseable {
    private static final long REDRAW_MILLIS = 250;
    private static final long REPRINT_NANOS = 10_000_000_000L;
    private static final int BAR = 20;

    private final PrintStream out;
    private final boolean interactive;
    private final int columns;
    private final Supplier<String> clock;
    private final Map<String, ProgressLine> parties = new LinkedHashMap<>();
    private final Map<String, Long> printed = new LinkedHashMap<>();
    private final Thread painter;
    private int drawn;

    /** @param clock the overall clock's text, for instance {@code 2:31, about 4:10 left} */
    public Terminal(PrintStream out, boolean interactive, int columns, Supplier<String> clock) {
        this.out = out;
        this.interactive = interactive;
        this.columns = columns;
        this.clock = clock;
        this.painter = Thread.ofPlatform().daemon().name("terminal").unstarted(this::paint);
        if (interactive) {
            painter.start();
        }
    }

    /** Something happened that is worth a line of its own. */
    public synchronized void say(String line) {
        erase();
        out.println("[" + clock.get() + "] " + line);
        draw();
    }

    /** Lines as they are, without the clock. */
    public synchronized void show(List<String> lines) {
        erase();
        lines.forEach(out::println);
        draw();
    }

    /** A party's newest progress. */
    public synchronized void progress(ProgressLine line) {
        ProgressLine before = parties.put(line.party(), line);
        if (!interactive) {
            long now = System.nanoTime();
            boolean newPhase = before == null || !before.phase().equals(line.phase());
            Long last = printed.get(line.party());
            if (newPhase || last == null || now - last >= REPRINT_NANOS) {
                printed.put(line.party(), now);
                out.println("[" + clock.get() + "] " + text(line));
            }
        }
    }

    /** A party does nothing more for now. */
    public synchronized void idle(String party) {
        parties.remove(party);
        printed.remove(party);
    }

    private void paint() {
        try {
            while (true) {
                Thread.sleep(REDRAW_MILLIS);
                synchronized (this) {
                    erase();
                    draw();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void erase() {
        if (interactive && drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            out.flush();
            drawn = 0;
        }
    }

    private void draw() {
        if (!interactive) {
            return;
        }
        out.println(cut("  " + clock.get()));
        parties.values().forEach(line -> out.println(cut("  " + text(line))));
        out.flush();
        drawn = 1 + parties.size();
    }

    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, Math.max(1, columns - 1));
    }

    private String text(ProgressLine line) {
        int full = (int) Math.round(line.share() * BAR);
        String bar = interactive ? "█".repeat(full) + "░".repeat(BAR - full) + "  " : "";
        return String.format(
                Locale.ROOT,
                "%-3s %-34s %s%,d/%,d  %s",
                line.party(),
                line.phase(),
                bar,
                line.step(),
                line.steps(),
                line.detail());
    }

    /** Minutes and seconds, {@code 2:07}. */
    public static String minutes(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    @Override
    public synchronized void close() {
        painter.interrupt();
        erase();
        parties.clear();
    }
}
