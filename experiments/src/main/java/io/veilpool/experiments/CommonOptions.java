package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.experiments.world.ImageData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Options of every command that works on images. */
final class CommonOptions {
    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "An image set as the agents read them (CLASS/IMAGE, train.zip and test.zip, IDX); without it, images"
                            + " are generated.")
    private @Nullable Path data;

    @CommandLine.Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads inside one operation; all processors if not given. Figures repeat for the same number.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @CommandLine.Option(names = "--quick", description = "A quarter of the images, or fewer, and fewer steps.")
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

    int threads() {
        requirePositive("--threads", threads);
        return threads;
    }

    Path out() {
        return out;
    }

    /** Where the image set is; null: none is given. */
    @Nullable
    Path data() {
        return data;
    }

    boolean quick() {
        return quick;
    }

    /** The one of three sizes that was asked for. */
    <T> T size(T full, T quickly, T smallest) {
        return smoke ? smallest : quick ? quickly : full;
    }

    /** Images generated where none are given. */
    @FunctionalInterface
    interface Generator {
        ImageData into(Path folder) throws IOException, UnusableImagesException;
    }

    /** @param largestSide pixels, larger images are scaled down to it */
    ImageData images(int largestSide, Generator generator, Console console)
            throws IOException, UnusableImagesException {
        if (data != null) {
            ImageData images = ImageData.open(data, largestSide);
            images.training().notes().forEach(console::say);
            return images;
        }
        console.say("No --data is given: the images are generated ones, shapes and textures made by this program.");
        return generator.into(out.resolve("generated"));
    }

    void requirePositive(String option, int value) {
        if (value < 1) {
            throw refused(option + " must be at least 1, was " + value);
        }
    }

    CommandLine.ParameterException refused(String sentence) {
        return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
