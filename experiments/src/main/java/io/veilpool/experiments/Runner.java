package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.experiment.Experiment;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.experiments.run.Hardware;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunKey;
import io.veilpool.experiments.run.RunRecord;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.experiments.world.World;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.network.Engines;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Does the runs that are not done yet, seed by seed, and writes each down as soon as it is finished. */
final class Runner {
    private final RunFile runs;
    private final Path out;
    private final ImageData data;
    private final Setting setting;
    private final Budget budget;
    private final int threads;
    private final Clock clock;
    private final Console console;
    private final Map<String, Dealt> worlds = new HashMap<>();

    /** @param out folder of the lab and the pictures */
    Runner(RunFile runs, Path out, Setting setting, int threads, Clock clock, Console console) {
        this.runs = runs;
        this.out = out;
        this.setting = setting;
        this.data = setting.data();
        this.budget = setting.budget();
        this.threads = threads;
        this.clock = clock;
        this.console = console;
    }

    /** A world with the digest of what it and the budget decide. */
    private record Dealt(World world, String settings) {}

    private record Planned(Experiment experiment, Dealt dealt, RunKey key) {
        String settings() {
            return Bench.settings(dealt.settings(), experiment.settings());
        }
    }

    /**
     * @param worlds   only these, all if empty
     * @param variants only these, all if empty
     * @return number of runs that were done now
     */
    int run(List<Experiment> experiments, List<WorldKind> worlds, List<String> variants, List<Long> seeds)
            throws IOException, UnusableImagesException {
        Engines.threads(threads);
        Lab lab = Lab.open(out.resolve("lab"));
        List<Planned> missing = new ArrayList<>();
        int planned = 0;
        for (Planned run : plan(experiments, worlds, variants, seeds)) {
            planned++;
            if (!runs.has(run.key(), run.settings())) {
                missing.add(run);
            }
        }
        if (missing.size() < planned) {
            console.say("%d of %d runs are done already".formatted(planned - missing.size(), planned));
        }
        for (int i = 0; i < missing.size(); i++) {
            Planned next = missing.get(i);
            console.begin(i + 1, missing.size(), next.key().toString(), left(missing.subList(i, missing.size())));
            perform(lab, next);
        }
        return missing.size();
    }

    private List<Planned> plan(
            List<Experiment> experiments, List<WorldKind> worlds, List<String> variants, List<Long> seeds)
            throws IOException, UnusableImagesException {
        List<Planned> plan = new ArrayList<>();
        for (long seed : seeds) {
            for (Experiment experiment : experiments) {
                for (WorldKind world : experiment.worlds()) {
                    if (!worlds.isEmpty() && !worlds.contains(world)) {
                        continue;
                    }
                    for (String variant : experiment.variantsHere()) {
                        if (!variants.isEmpty() && !variants.contains(variant)) {
                            continue;
                        }
                        RunKey key = new RunKey(
                                experiment.name(), setting.name(), world.name(), seed, variant, budget.name());
                        plan.add(new Planned(experiment, dealt(world, seed), key));
                    }
                }
            }
        }
        return plan;
    }

    private Dealt dealt(WorldKind kind, long seed) throws IOException, UnusableImagesException {
        Dealt known = worlds.get(kind + " " + seed);
        if (known == null) {
            World world = World.deal(data, kind, budget.sizes(), seed);
            known = new Dealt(world, Bench.settings(world, budget, setting.networks(), threads));
            worlds.put(kind + " " + seed, known);
        }
        return known;
    }

    private void perform(Lab lab, Planned run) throws IOException {
        World world = run.dealt().world();
        Bench bench = new Bench(
                lab,
                world,
                budget,
                setting.networks(),
                out.resolve("pictures"),
                variant -> finished(run, variant),
                console);
        long began = System.nanoTime();
        Map<String, Double> figures = Map.of();
        String failure = null;
        try {
            figures = run.experiment().perform(bench, run.key().variant());
        } catch (FailedRunException | TrainingDivergedException e) {
            failure = e.getMessage();
            console.say("failed: " + failure);
        }
        runs.append(RunRecord.of(
                run.key(),
                figures,
                failure,
                Math.round((System.nanoTime() - began) / 1e8) / 10.0,
                run.settings(),
                "bin/experiments " + run.experiment().name() + setting.options(),
                Hardware.here(threads),
                world.counts(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private Optional<Map<String, Double>> finished(Planned run, String variant) {
        return runs.finished(run.key().of(variant), run.settings()).map(RunRecord::figures);
    }

    /** From what like runs took; null while nothing is known. */
    private @Nullable Double left(List<Planned> missing) {
        double sum = 0;
        for (Planned run : missing) {
            OptionalDouble like = seconds(run, true);
            OptionalDouble any = like.isPresent() ? like : seconds(run, false);
            if (any.isEmpty()) {
                return null;
            }
            sum += any.getAsDouble();
        }
        return sum;
    }

    private OptionalDouble seconds(Planned run, boolean sameExperiment) {
        return runs.records().stream()
                .filter(r -> r.key().budget().equals(run.key().budget())
                        && r.key().dataSet().equals(run.key().dataSet()))
                .filter(r ->
                        !sameExperiment || r.key().experiment().equals(run.key().experiment()))
                .mapToDouble(RunRecord::seconds)
                .average();
    }
}
