package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.experiment.Experiment;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.run.RefusedResultsException;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.world.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Does the runs of some experiments. */
@CommandLine.Command(mixinStandardHelpOptions = true, showDefaultValues = true)
final class RunCommand implements Callable<Integer> {
    private final List<Experiment> experiments;
    private final Console console;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "An image set as the agents read them (CLASS/IMAGE, train.zip and test.zip, IDX); without it, images"
                            + " are generated.")
    private @Nullable Path data;

    @CommandLine.Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,3",
            description = "One run of everything for each.")
    private List<Long> seeds = List.of();

    @CommandLine.Option(names = "--quick", description = "A quarter of the images and fewer steps.")
    private boolean quick;

    @CommandLine.Option(names = "--smoke", hidden = true)
    private boolean smoke;

    @CommandLine.Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "experiments-output",
            description =
                    "Gets runs.jsonl, pictures/ and lab/, where networks, features and DPMs are kept: as private as the"
                            + " images.")
    private Path out = Path.of("experiments-output");

    @CommandLine.Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads inside one operation; all processors if not given. Figures repeat for the same number.")
    private int threads = Runtime.getRuntime().availableProcessors();

    RunCommand(List<Experiment> experiments, Console console) {
        this.experiments = experiments;
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnusableImagesException, RefusedResultsException {
        requireSound();
        Budget budget = smoke ? Budget.SMOKE : quick ? Budget.QUICK : Budget.FULL;
        try (RunFile runs = RunFile.open(out)) {
            if (runs.torn()) {
                console.say("The last line of " + RunFile.NAME
                        + " was cut off in the middle of being written; its run is repeated.");
            }
            ImageData images = images(budget);
            int done =
                    new Runner(runs, out, images, budget, threads, Clock.systemUTC(), console).run(experiments, seeds);
            console.say("%d runs done; %s holds %d"
                    .formatted(done, out.resolve(RunFile.NAME), runs.records().size()));
        }
        return 0;
    }

    private ImageData images(Budget budget) throws IOException, UnusableImagesException {
        if (data != null) {
            ImageData images = ImageData.open(data);
            images.training().notes().forEach(console::say);
            return images;
        }
        console.say("No --data is given: the images are generated ones, shapes and textures made by this program.");
        return ImageData.generated(
                out.resolve("generated"), budget.classes(), budget.perClass(), budget.testPerClass());
    }

    private void requireSound() {
        CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
        Set<Long> known = new HashSet<>();
        for (long seed : seeds) {
            if (!known.add(seed)) {
                throw new CommandLine.ParameterException(
                        line,
                        "--seeds has %d twice: a repeated seed repeats a run and adds nothing to an interval; give each once"
                                .formatted(seed));
            }
        }
        if (threads < 1) {
            throw new CommandLine.ParameterException(line, "--threads must be at least 1, was " + threads);
        }
    }
}
