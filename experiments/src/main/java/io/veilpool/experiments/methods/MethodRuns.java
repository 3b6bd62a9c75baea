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
import io.veilpool.experiments.world.ForeignImages;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Does the runs of one set that are not done yet, seed by seed, and writes each down as soon as it is finished. */
public final class MethodRuns {
    private static final String TOP_1 = "main top-1";

    private final RunFile runs;
    private final Lab lab;
    private final Path pictures;
    private final AttributeData data;
    private final List<ForeignImages> foreign;
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
     * @param foreign images of other domains that attackers may have instead
     * @param command what repeats the runs
     */
    public MethodRuns(
            RunFile runs,
            Lab lab,
            Path pictures,
            AttributeData data,
            List<ForeignImages> foreign,
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
        this.foreign = List.copyOf(foreign);
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
     * @param variants only these, all if empty; the unprotected ones come along that they are measured by
     * @return number of runs that were done now
     */
    public int run(List<String> variants, List<Long> seeds) throws IOException, UnusableImagesException {
        List<Planned> missing = missing(wanted(variants), seeds);
        boolean measured = missing.stream().anyMatch(run -> run.contestant().kind() == Contestant.Kind.METHOD);
        try (PersonNetwork persons = measured ? PersonNetwork.of(lab, effort, data.training(), progress) : null) {
            return run(missing, persons);
        }
    }

    private static List<Contestant> wanted(List<String> variants) {
        Set<String> names = new HashSet<>(variants);
        for (Contestant contestant : Contestant.ALL) {
            if (variants.isEmpty() || variants.contains(contestant.name())) {
                names.add(contestant.name());
                names.add(contestant.base());
            }
        }
        return Contestant.ALL.stream()
                .filter(contestant -> names.contains(contestant.name()))
                .toList();
    }

    private List<Planned> missing(List<Contestant> wanted, List<Long> seeds) throws UnusableImagesException {
        List<Planned> missing = new ArrayList<>();
        for (long seed : seeds) {
            AttributeWorld dealt = AttributeWorld.deal(data, effort.mostTraining(), effort.mostTest(), seed);
            for (Contestant contestant : wanted) {
                AttributeWorld world = contestant.in(dealt);
                String settings = Lab.digest(
                        Lab.digest(effort, world.digest(), seed, threads),
                        contestant.settings(),
                        contestant.hookPoint());
                if (contestant.kind() == Contestant.Kind.ATTACKERS) {
                    settings = Lab.digest(
                            settings,
                            foreign.stream().map(ForeignImages::digest).toList());
                }
                if (!runs.has(key(contestant.name(), seed), settings)) {
                    missing.add(new Planned(world, contestant, settings));
                }
            }
        }
        return missing;
    }

    private int run(List<Planned> missing, @Nullable PersonNetwork persons) throws IOException {
        for (int i = 0; i < missing.size(); i++) {
            Planned next = missing.get(i);
            RunKey key = key(next.contestant().name(), next.world().seed());
            Workshop workshop = new Workshop(lab, next.world(), effort, pictures, foreign, persons, progress);
            announcer.begin(i + 1, missing.size(), key.toString(), left(missing.size() - i));
            runs.append(perform(next, workshop, key));
        }
        return missing.size();
    }

    private record Planned(AttributeWorld world, Contestant contestant, String settings) {}

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
        return new RunKey(CompareMethods.NAME, data.name(), data.inWords(), seed, contestant, effort.name());
    }

    private RunRecord perform(Planned run, Workshop workshop, RunKey key) throws IOException {
        long began = System.nanoTime();
        Map<String, Double> figures = new TreeMap<>();
        String failure = null;
        try (Protected made =
                run.contestant().maker().make(workshop, run.contestant().hookPoint())) {
            Contestant contestant = run.contestant();
            contestant.kind().measure().put(workshop, made, contestant.name(), figures);
            Double own = figures.get(TOP_1);
            if (own != null) {
                figures.put("main lost", unprotected(contestant, key, own) - own);
            }
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
                run.world().counts(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /** What the unprotected run of the same world has, if this is not it. */
    private double unprotected(Contestant contestant, RunKey key, double own) throws FailedRunException {
        if (contestant.name().equals(contestant.base())) {
            return own;
        }
        RunKey other = key(contestant.base(), key.seed());
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
