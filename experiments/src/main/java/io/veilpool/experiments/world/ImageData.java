package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.ImageSetSummary;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.demo.images.GeneratedImages;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An image set in memory.
 *
 * @param name     for tables: never a path
 * @param classes  names in the order of their labels
 * @param training images to be dealt
 * @param test     images for the final figures; none of them is in {@code training}
 */
public record ImageData(String name, List<String> classes, LabelledImages training, LabelledImages test) {
    /** What generated images are called in tables. */
    public static final String GENERATED = "generated";

    /** Largest side of images in pixels, unless told otherwise. */
    public static final int USUAL_SIDE = 64;

    private static final double TEST_SHARE = 1.0 / 6;
    private static final long GENERATOR_SEED = 1;

    /**
     * A set on the disk; without a test part a sixth of each class becomes one.
     *
     * @param largestSide pixels, 28 to 512; larger images are scaled down to it
     */
    public static ImageData open(Path location, int largestSide) throws UnusableImagesException {
        return read(location, nameOf(location), largestSide);
    }

    /** What a set is called in tables: the last part of its path, which says nothing about the machine. */
    public static String nameOf(Path location) {
        return String.valueOf(location.toAbsolutePath().normalize().getFileName());
    }

    /**
     * Generated images, kept in {@code folder} for the next time.
     *
     * @param classes  2 to 10
     * @param perClass images of each class to be dealt
     */
    public static ImageData generated(Path folder, int classes, int perClass, int testPerClass)
            throws UnusableImagesException, IOException {
        Path set = folder.resolve("%dx%d-%d".formatted(classes, perClass, testPerClass));
        List<String> motifs = GeneratedImages.classes().subList(0, classes);
        requireDrawn(set, motifs, perClass, testPerClass, GENERATOR_SEED);
        return read(set, GENERATED, USUAL_SIDE);
    }

    /** Draws a set into a folder, unless it is there already. */
    static void requireDrawn(Path set, List<String> classes, int perClass, int testPerClass, long seed)
            throws IOException {
        Path test = set.resolve("test.zip");
        if (!Files.exists(test)) { // written last
            Files.createDirectories(set);
            GeneratedImages.write(set.resolve("train.zip"), test, classes, perClass, testPerClass, seed);
        }
    }

    private static ImageData read(Path location, String name, int largestSide) throws UnusableImagesException {
        ImageSetSummary summary = ImageSet.describe(location);
        ImageSpec spec = summary.spec(largestSide);
        LabelledImages training = ImageSet.read(location, spec, summary.classes(), ReadingLimits.defaults());
        if (!summary.hasTestPart()) {
            Split split = Split.of(training, TEST_SHARE, GENERATOR_SEED);
            return new ImageData(name, summary.classes(), split.training(), split.validation());
        }
        LabelledImages test = ImageSet.readTest(location, spec, summary.classes(), ReadingLimits.defaults());
        return new ImageData(name, summary.classes(), training.without(test), test);
    }

    /** Digest of every image and class name. */
    public String digest() {
        String content = training.digest() + test.digest() + classes;
        return Digests.sha256(content.getBytes(StandardCharsets.UTF_8));
    }
}
