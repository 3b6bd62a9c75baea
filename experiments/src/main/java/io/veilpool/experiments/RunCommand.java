package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.experiment.Experiment;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.run.RefusedResultsException;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.architecture.InvalidArchitectureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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

    @CommandLine.Option(
            names = "--backbones",
            paramLabel = "NAME",
            split = ",",
            description = "A narrow and a wide one instead of the usual small ones, for instance resnet-50,resnet-101.")
    private List<String> backbones = List.of();

    @CommandLine.Option(
            names = "--weights",
            paramLabel = "FILE",
            split = ",",
            description =
                    "Their state_dicts as safetensors, trained with torchvision's usual normalisation on the classes of"
                            + " --data in the order of their names; without them the networks are trained here.")
    private List<Path> weights = List.of();

    @CommandLine.Option(
            names = "--hook-point",
            paramLabel = "NAME",
            defaultValue = Networks.USUAL_HOOK_POINT,
            description = "Where networks are split: conv2_1 to conv5_99, or pooled.")
    private String hookPoint = Networks.USUAL_HOOK_POINT;

    @CommandLine.Option(
            names = "--side",
            paramLabel = "PIXELS",
            defaultValue = "" + ImageData.USUAL_SIDE,
            description = "Larger images are scaled down to it, 28 to 512; 224 for ImageNet's networks.")
    private int side = ImageData.USUAL_SIDE;

    @CommandLine.Option(
            names = "--variants",
            paramLabel = "NAME",
            split = ",",
            description = "Only these runs of the experiment; all if not given.")
    private List<String> variants = List.of();

    @CommandLine.Option(
            names = "--worlds",
            paramLabel = "NAME",
            split = ",",
            description = "Only in these: ${COMPLETION-CANDIDATES}; all that the experiment has if not given.")
    private List<WorldKind> worlds = List.of();

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
            int done = new Runner(runs, out, setting(budget), threads, Clock.systemUTC(), console)
                    .run(experiments, worlds, variants, seeds);
            console.say("%d runs done; %s holds %d"
                    .formatted(done, out.resolve(RunFile.NAME), runs.records().size()));
        }
        return 0;
    }

    private Setting setting(Budget budget) throws IOException, UnusableImagesException {
        ImageData images = images(budget);
        Networks usual = Networks.usual(budget, images.training().spec());
        try {
            return new Setting(
                    images,
                    budget,
                    new Networks(backbones.isEmpty() ? usual.backbones() : backbones, hookPoint, weights));
        } catch (InvalidArchitectureException e) {
            throw new CommandLine.ParameterException(
                    line(), "--backbones, --weights or --hook-point: " + e.getMessage());
        }
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private ImageData images(Budget budget) throws IOException, UnusableImagesException {
        if (data != null) {
            ImageData images = ImageData.open(data, side);
            images.training().notes().forEach(console::say);
            return images;
        }
        console.say("No --data is given: the images are generated ones, shapes and textures made by this program.");
        return ImageData.generated(
                out.resolve("generated"), budget.classes(), budget.perClass(), budget.testPerClass());
    }

    private void requireSound() {
        Set<Long> known = new HashSet<>();
        for (long seed : seeds) {
            if (!known.add(seed)) {
                throw new CommandLine.ParameterException(
                        line(),
                        "--seeds has %d twice: a repeated seed repeats a run and adds nothing to an interval; give each once"
                                .formatted(seed));
            }
        }
        for (String variant : variants) {
            if (experiments.stream().noneMatch(e -> e.variants().contains(variant))) {
                throw new CommandLine.ParameterException(
                        line(),
                        "--variants has '%s', which is none of %s"
                                .formatted(
                                        variant,
                                        experiments.stream()
                                                .flatMap(e -> e.variants().stream())
                                                .toList()));
            }
        }
        for (WorldKind world : worlds) {
            if (experiments.stream().noneMatch(e -> e.worlds().contains(world))) {
                throw new CommandLine.ParameterException(
                        line(), "--worlds has %s, in which nothing of this command is run".formatted(world));
            }
        }
        if (threads < 1) {
            throw new CommandLine.ParameterException(line(), "--threads must be at least 1, was " + threads);
        }
        if (side < 28 || side > 512) {
            throw new CommandLine.ParameterException(line(), "--side must be 28 to 512 pixels, was " + side);
        }
    }
}
