package io.veilpool.experiments.methods;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.experiments.run.Hardware;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunKey;
import io.veilpool.experiments.run.RunRecord;
import io.veilpool.experiments.world.AttributeData;
import io.veilpool.experiments.world.AttributeWorld;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Does the runs of one set that are not done yet, seed by seed, and writes each down as soon as it is finished. */
public final class MethodRuns {
    private static final String TOP_1 = "main top-1";

    private final RunFile runs;
    private final Lab lab;
    private final Path pictures;
    private final AttributeData data;
    private final MethodEffort effort;
    private final String command;
    private final int threads;
    private final Clock clock;
    private final Announcer announcer;
    private final Progress progress;

    /** Hears when a run begins. */
    @FunctionalInterface
    public interface Announcer {
        /** @param secondsLeft of all runs together; null while nothing is known */
        void begin(int number, int of, String key, @Nullable Double secondsLeft);
    }

    /**
     * @param lab     where what contestants share is kept
     * @param pictures folder for grids of pictures, as private as the images
     * @param command what repeats the runs
     */
    public MethodRuns(
            RunFile runs,
            Lab lab,
            Path pictures,
            AttributeData data,
            MethodEffort effort,
            String command,
            int threads,
            Clock clock,
            Announcer announcer,
            Progress progress) {
        this.runs = runs;
        this.lab = lab;
        this.pictures = pictures;
        this.data = data;
        this.effort = effort;
        this.command = command;
        this.threads = threads;
        this.clock = clock;
        this.announcer = announcer;
        this.progress = progress;
    }

    /** Names of all contestants. */
    public static List<String> variants() {
        return Contestant.ALL.stream().map(Contestant::name).toList();
    }

    /**
     * @param variants only these, all if empty; the unprotected one comes along, since the others are measured by it
     * @return number of runs that were done now
     */
    public int run(List<String> variants, List<Long> seeds) throws IOException, UnusableImagesException {
        List<Planned> missing = new ArrayList<>();
        for (long seed : seeds) {
            AttributeWorld world = AttributeWorld.deal(data, effort.mostTraining(), effort.mostTest(), seed);
            Workshop workshop = new Workshop(lab, world, effort, pictures, progress);
            String dealt = Lab.digest(effort, world.digest(), seed, threads);
            for (Contestant contestant : Contestant.ALL) {
                boolean wanted = variants.isEmpty()
                        || variants.contains(contestant.name())
                        || contestant.name().equals(Contestant.UNPROTECTED);
                String settings = Lab.digest(dealt, contestant.settings(), contestant.hookPoint());
                if (wanted && !runs.has(key(contestant.name(), seed), settings)) {
                    missing.add(new Planned(workshop, contestant, settings));
                }
            }
        }
        for (int i = 0; i < missing.size(); i++) {
            Planned next = missing.get(i);
            RunKey key = key(next.contestant().name(), next.workshop().world().seed());
            announcer.begin(i + 1, missing.size(), key.toString(), left(missing.size() - i));
            runs.append(perform(next, key));
        }
        return missing.size();
    }

    private record Planned(Workshop workshop, Contestant contestant, String settings) {}

    private @Nullable Double left(int count) {
        OptionalDouble one = runs.records().stream()
                .filter(run -> run.key().experiment().equals(CompareMethods.NAME)
                        && run.key().dataSet().equals(data.name())
                        && run.key().budget().equals(effort.name()))
                .mapToDouble(RunRecord::seconds)
                .average();
        return one.isPresent() ? one.getAsDouble() * count : null;
    }

    private RunKey key(String contestant, long seed) {
        return new RunKey(
                CompareMethods.NAME,
                data.name(),
                "main %s, sensitive %s"
                        .formatted(data.main().name(), data.sensitive().name()),
                seed,
                contestant,
                effort.name());
    }

    private RunRecord perform(Planned run, RunKey key) throws IOException {
        long began = System.nanoTime();
        Map<String, Double> figures = new TreeMap<>();
        String failure = null;
        try (Protected made =
                run.contestant().maker().make(run.workshop(), run.contestant().hookPoint())) {
            Figures.put(run.workshop(), made, run.contestant().name(), figures);
            double own = figures.getOrDefault(TOP_1, Double.NaN);
            figures.put("main lost", unprotected(key, own) - own);
        } catch (FailedRunException | TrainingDivergedException e) {
            figures.clear();
            failure = e.getMessage();
        }
        return RunRecord.of(
                key,
                figures,
                failure,
                Math.round((System.nanoTime() - began) / 1e8) / 10.0,
                run.settings(),
                command,
                Hardware.here(threads),
                run.workshop().world().counts(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** What the unprotected run of the same seed has, if this is not it. */
    private double unprotected(RunKey key, double own) throws FailedRunException {
        if (key.variant().equals(Contestant.UNPROTECTED)) {
            return own;
        }
        RunKey other = key(Contestant.UNPROTECTED, key.seed());
        double figure = runs.records().stream()
                .filter(run -> run.key().equals(other))
                .reduce((earlier, later) -> later)
                .map(run -> run.figure(TOP_1))
                .orElse(Double.NaN);
        if (!Double.isFinite(figure)) {
            throw new FailedRunException("the unprotected run failed, and there is nothing to compare with");
        }
        return figure;
    }
}
