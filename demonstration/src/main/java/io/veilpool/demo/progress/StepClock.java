package io.veilpool.demo.progress;

import io.veilpool.demo.result.Result.StepSeconds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Wall-clock seconds of every step of every party, kept in a file of tab-separated lines so that a run that was
 * interrupted adds up what all attempts took.
 */
public final class StepClock {
    private record Step(String party, String name) {}

    private record Running(String name, long sinceNanos) {}

    private final Path file;
    private final Map<String, Running> running = new LinkedHashMap<>();

    public StepClock(Path file) {
        this.file = file;
    }

    /** {@code party} is in step {@code name} now; the step that it was in before, if another, is over. */
    public synchronized void enter(String party, String name) {
        Running current = running.get(party);
        if (current != null && current.name.equals(name)) {
            return;
        }
        leave(party);
        running.put(party, new Running(name, System.nanoTime()));
    }

    /** {@code party} does nothing more for now. */
    public synchronized void leave(String party) {
        Running current = running.remove(party);
        if (current != null) {
            append(party, current.name, (System.nanoTime() - current.sinceNanos) / 1e9);
        }
    }

    private void append(String party, String name, double seconds) {
        try {
            Files.writeString(
                    file,
                    String.format(Locale.ROOT, "%s\t%s\t%.2f%n", party, name, seconds),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All steps that are over, in the order of their first start; repeats of a step are added up. */
    public synchronized List<StepSeconds> steps() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        Map<Step, Double> sums = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 3 && parts[2].matches("\\d+\\.\\d+")) { // else half a line of a killed run
                sums.merge(new Step(parts[0], parts[1]), Double.parseDouble(parts[2]), Double::sum);
            }
        }
        List<StepSeconds> steps = new ArrayList<>();
        sums.forEach(
                (step, seconds) -> steps.add(new StepSeconds(step.name, step.party, Math.round(seconds * 10) / 10.0)));
        return steps;
    }
}
