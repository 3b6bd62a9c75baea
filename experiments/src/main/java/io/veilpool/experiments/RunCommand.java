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
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Does the runs of some experiments. */
@CommandLine.Command(mixinStandardHelpOptions = true, showDefaultValues = true)
final class RunCommand implements Callable<Integer> {
    private final List<Experiment> experiments;
    private final Console console;

    @CommandLine.Mixin
    private final CommonOptions common = new CommonOptions();

    @CommandLine.Mixin
    private final RunOptions which = new RunOptions();

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
        Budget budget = common.size(Budget.FULL, Budget.QUICK, Budget.SMOKE);
        try (RunFile runs = RunFile.open(common.out())) {
            if (runs.torn()) {
                console.say("The last line of " + RunFile.NAME
                        + " was cut off in the middle of being written; its run is repeated.");
            }
            int done = new Runner(runs, common.out(), setting(budget), common.threads(), Clock.systemUTC(), console)
                    .run(experiments, worlds, which.variants(), which.seeds());
            console.say("%d runs done; %s holds %d"
                    .formatted(
                            done,
                            common.out().resolve(RunFile.NAME),
                            runs.records().size()));
        }
        return 0;
    }

    private Setting setting(Budget budget) throws IOException, UnusableImagesException {
        ImageData images = common.images(
                side,
                folder -> ImageData.generated(folder, budget.classes(), budget.perClass(), budget.testPerClass()),
                console);
        Networks usual = Networks.usual(budget, images.training().spec());
        try {
            return new Setting(
                    images,
                    budget,
                    new Networks(backbones.isEmpty() ? usual.backbones() : backbones, hookPoint, weights));
        } catch (InvalidArchitectureException e) {
            throw common.refused("--backbones, --weights or --hook-point: " + e.getMessage());
        }
    }

    private void requireSound() {
        common.threads();
        which.requireSound(
                common,
                experiments.stream().flatMap(e -> e.variantsHere().stream()).toList());
        for (WorldKind world : worlds) {
            if (experiments.stream().noneMatch(e -> e.worlds().contains(world))) {
                throw common.refused("--worlds has %s, in which nothing of this command is run".formatted(world));
            }
        }
        if (side < 28 || side > 512) {
            throw common.refused("--side must be 28 to 512 pixels, was " + side);
        }
    }
}
