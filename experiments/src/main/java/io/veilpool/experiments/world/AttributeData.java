package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.AttributeTables;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An image set with main attributes and a sensitive one, in memory. Images whose sensitive value is not known are left out.
 *
 * @param name      for tables: never a path
 * @param task      what the columns mean; one of them is sensitive
 * @param training  to be dealt to the victim and its attackers
 * @param test      for the figures; no group and no image of it is in {@code training}
 */
public record AttributeData(String name, AttributeTask task, LabelledImages training, LabelledImages test) {
    private static final double TEST_SHARE = 1.0 / 6;
    private static final long FIXED = 1;
    private static final int MOST_CLASSES = 100;
    private static final String TINTED = "tinted";
    private static final int TINT = 48;

    public AttributeData {
        if (task.sensitive().size() != 1) {
            throw new IllegalArgumentException(
                    "needs one sensitive attribute, got " + task.sensitive().size());
        }
    }

    /** What rows should not tell. */
    public AttributeColumn sensitive() {
        return task.sensitive().getFirst();
    }

    /** Names of the classes: combinations of the main attributes' values. */
    public List<String> classes() {
        return task.classes(MOST_CLASSES);
    }

    /** Names of the main attributes and of the sensitive one, for people. */
    public String inWords() {
        String main = task.main().stream().map(AttributeColumn::name).collect(Collectors.joining(" and "));
        return "main %s, sensitive %s".formatted(main, sensitive().name());
    }

    /**
     * A set with a table of attributes.
     *
     * @param main        columns whose combined values are the classes; null = the demonstration's default, as for the two others
     * @param largestSide pixels, 28 to 512; larger images are scaled down to it
     * @throws UnusableImagesException if the set has no such table or columns, or none is sensitive
     */
    public static AttributeData open(
            Path location,
            @Nullable List<String> main,
            @Nullable String sensitive,
            @Nullable String group,
            int largestSide)
            throws UnusableImagesException {
        AttributeTask chosen = new ColumnChoice(main, sensitive == null ? null : List.of(sensitive), group)
                .task(AttributeTables.describe(location));
        String name = ImageData.nameOf(location);
        if (chosen.sensitive().isEmpty()) {
            throw new UnusableImagesException(
                    "'" + name + "' has no column for a sensitive attribute; name one with --sensitive");
        }
        AttributeTask task =
                new AttributeTask(chosen.main(), List.of(chosen.sensitive().getFirst()), chosen.group());
        ImageSpec spec = ImageSet.describe(location, task).spec(largestSide);
        List<String> classes = classes(task);
        ReadingLimits limits = ReadingLimits.defaults();
        LabelledImages training = known(ImageSet.read(location, spec, classes, task, limits, null));
        LabelledImages test;
        if (ImageSet.describe(location, task).hasTestPart()) {
            test = known(ImageSet.readTest(location, spec, classes, task, limits, null));
        } else {
            Split split = Split.of(training, TEST_SHARE, FIXED);
            training = split.training();
            test = split.validation();
        }
        return new AttributeData(name, task, training.without(test), test);
    }

    static List<String> classes(AttributeTask task) throws UnusableImagesException {
        try {
            return task.classes(MOST_CLASSES);
        } catch (IllegalArgumentException e) {
            throw new UnusableImagesException("--main: " + e.getMessage());
        }
    }

    private static LabelledImages known(LabelledImages images) {
        return images.subset(IntStream.range(0, images.size())
                .filter(i -> images.sensitive(0, i) >= 0)
                .toArray());
    }

    /** Generated images of two classes, every other one of them tinted; tint is the sensitive attribute. Kept in {@code folder}. */
    public static AttributeData generated(Path folder, int perClass, int testPerClass)
            throws UnusableImagesException, IOException {
        ImageData plain = ImageData.generated(folder, 2, perClass, testPerClass);
        AttributeColumn tinted = new AttributeColumn(TINTED, List.of("0", "1"));
        return new AttributeData(
                ImageData.GENERATED,
                new AttributeTask(List.of(new AttributeColumn("class", plain.classes())), List.of(tinted), null),
                tinted(plain.training(), tinted),
                tinted(plain.test(), tinted));
    }

    private static LabelledImages tinted(LabelledImages plain, AttributeColumn attribute) {
        SplittableRandom random = new SplittableRandom(FIXED);
        byte[][] pixels = new byte[plain.size()][plain.spec().values()];
        int[] labels = new int[plain.size()];
        int[] values = new int[plain.size()];
        int plane = plain.spec().height() * plain.spec().width();
        for (int i = 0; i < pixels.length; i++) {
            plain.pixels(i, pixels[i]);
            labels[i] = plain.label(i);
            values[i] = random.nextInt(2);
            for (int p = 0; values[i] == 1 && p < plane; p++) {
                pixels[i][p] = (byte) Math.min(255, Byte.toUnsignedInt(pixels[i][p]) + TINT);
            }
        }
        return LabelledImages.of(plain.spec(), pixels, labels).withSensitive(List.of(attribute), new int[][] {values});
    }
}
