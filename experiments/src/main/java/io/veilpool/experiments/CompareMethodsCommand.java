package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.experiments.methods.CompareMethods;
import io.veilpool.experiments.methods.MethodEffort;
import io.veilpool.experiments.methods.MethodRuns;
import io.veilpool.experiments.run.RefusedResultsException;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.world.AttributeData;
import io.veilpool.experiments.world.ForeignImages;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.model.network.Engines;
import io.veilpool.model.protocol.AttributeColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs every method on one set of images with attributes. */
@CommandLine.Command(
        name = CompareMethods.NAME,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Every method and the unprotected features side by side, on images with a table of attributes.")
final class CompareMethodsCommand implements Callable<Integer> {
    private final Console console;

    @CommandLine.Mixin
    private final CommonOptions common = new CommonOptions();

    @CommandLine.Option(
            names = "--main",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "What the task is: one column or several, whose combined values are told; if not given, the first column of 0 and 1.")
    private @Nullable List<String> main;

    @CommandLine.Option(
            names = "--sensitive",
            paramLabel = "COLUMN",
            description = "What rows should not tell; if not given, the first column behind it with two values.")
    private @Nullable String sensitive;

    @CommandLine.Option(
            names = "--group",
            paramLabel = "COLUMN",
            description =
                    "Whose images stay together; if not given, the first called person, patient or the like; or none.")
    private @Nullable String group;

    @CommandLine.Option(
            names = "--foreign",
            paramLabel = "FOLDER",
            description =
                    "Another set with a table of attributes: images of attackers who have none like the victim's, for the variants by attackers.")
    private @Nullable Path foreign;

    @CommandLine.Mixin
    private final RunOptions which = new RunOptions();

    CompareMethodsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnusableImagesException, RefusedResultsException {
        int threads = common.threads();
        which.requireSound(common, MethodRuns.variants());
        MethodEffort effort = common.size(MethodEffort.FULL, MethodEffort.QUICK, MethodEffort.SMOKE);
        Engines.threads(threads);
        try (RunFile runs = RunFile.open(common.out())) {
            AttributeData data = data(effort);
            int done = new MethodRuns(
                            runs,
                            Lab.open(common.out().resolve("lab")),
                            common.out().resolve("pictures"),
                            data,
                            foreign(data, effort),
                            effort,
                            command(data, effort),
                            threads,
                            Clock.systemUTC(),
                            console::begin,
                            console)
                    .run(which.variants(), which.seeds());
            console.say("%d runs done; %s holds %d"
                    .formatted(
                            done,
                            common.out().resolve(RunFile.NAME),
                            runs.records().size()));
        }
        return 0;
    }

    private AttributeData data(MethodEffort effort) throws IOException, UnusableImagesException {
        Path location = common.data();
        if (location != null) {
            return AttributeData.open(location, main, sensitive, group, ImageData.USUAL_SIDE);
        }
        if (main != null || sensitive != null || group != null) {
            throw common.refused(
                    "--main, --sensitive and --group name columns of a set's attributes.csv; give it with --data");
        }
        console.say(
                "No --data is given: the images are generated ones, shapes and textures made by this program, half of them tinted.");
        return AttributeData.generated(
                common.out().resolve("generated"), effort.mostTraining(), Math.ceilDiv(effort.mostTest(), 2));
    }

    private List<ForeignImages> foreign(AttributeData data, MethodEffort effort)
            throws IOException, UnusableImagesException {
        List<ForeignImages> images = new ArrayList<>();
        images.add(ForeignImages.generated(
                common.out().resolve("generated"), data.training().spec(), effort.mostTraining()));
        if (foreign != null) {
            images.add(ForeignImages.open(foreign, data).first(effort.mostTraining()));
        }
        return images;
    }

    private String command(AttributeData data, MethodEffort effort) {
        return "bin/experiments " + CompareMethods.NAME
                + (data.name().equals(ImageData.GENERATED)
                        ? ""
                        : " --data %s --main %s --sensitive %s"
                                .formatted(
                                        data.name(),
                                        data.task().main().stream()
                                                .map(AttributeColumn::name)
                                                .collect(Collectors.joining(",")),
                                        data.sensitive().name()))
                + (foreign == null ? "" : " --foreign " + ImageData.nameOf(foreign))
                + (effort == MethodEffort.FULL ? "" : " --" + effort.name());
    }
}
