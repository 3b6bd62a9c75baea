package io.veilpool.demo;

import io.veilpool.agent.dataset.AttributeTables;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.demo.images.AttributeDealing;
import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.Dealing;
import io.veilpool.demo.images.DealingPlan;
import io.veilpool.demo.images.Dealt;
import io.veilpool.demo.images.GeneratedImages;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The dealt images, as a file remembers them once they are all there.
 *
 * @param attributes     what the columns of the parts' tables mean; null for class folders
 * @param imagesPerClass per part ({@code e1} to {@code e4}, {@code auxiliary}, {@code test}), in the order of the classes
 */
record PreparedImages(
        List<String> classes,
        @Nullable AttributeTask attributes,
        ImageSpec image,
        Map<String, List<Integer>> imagesPerClass,
        String description) {
    private static final int GENERATED_TRAIN_PER_CLASS = 4_200;
    private static final int GENERATED_TEST_PER_CLASS = 500;
    private static final int QUICK_TRAIN_PER_CLASS = 1_050;
    private static final int QUICK_TEST_PER_CLASS = 100;

    /** Deals the images, or reads what an earlier attempt dealt. */
    static PreparedImages prepare(DemoOptions options, DemoFolder folder) throws DemoFailure, IOException {
        Path done = folder.images().resolve("dealt.json");
        if (Files.exists(done)) {
            try {
                return ProtocolJson.read(Files.readString(done), PreparedImages.class);
            } catch (InvalidJsonException e) {
                throw new DemoFailure(done + " is damaged (" + e.getMessage() + "). Remove " + folder.root() + ".");
            }
        }
        DemoFolder.makePrivately(folder.images());
        try {
            Dealt dealt = deal(options, folder);
            PreparedImages images = new PreparedImages(
                    dealt.classes(),
                    dealt.attributes(),
                    dealt.image(),
                    new TreeMap<>(dealt.imagesPerClass()),
                    dealt.description());
            DemoFolder.writePrivately(done, new String(ProtocolJson.write(images), StandardCharsets.UTF_8));
            return images;
        } catch (UnusableImagesException e) {
            throw new DemoFailure("The images " + options.dataIdentity() + " cannot be used: " + e.getMessage(), 7);
        }
    }

    private static Dealt deal(DemoOptions options, DemoFolder folder) throws UnusableImagesException {
        DealingPlan plan = new DealingPlan(options.world(), options.quick(), options.seed());
        Path data = options.data();
        if (data != null && AttributeTables.isAt(data)) {
            AttributeTask task = options.columns().task(AttributeTables.describe(data));
            return AttributeDealing.deal(data, task, plan, folder.images());
        }
        if (!options.columns().equals(ColumnChoice.DEFAULT)) {
            throw new UnusableImagesException(
                    "--main, --sensitive and --group name columns of an attributes.csv, which this set has not");
        }
        if (data != null) {
            return Dealing.deal(data, null, plan, folder.images());
        }
        Path train = folder.images().resolve("generated-train.zip");
        Path test = folder.images().resolve("generated-test.zip");
        GeneratedImages.write(
                train,
                test,
                GeneratedImages.classes(),
                options.quick() ? QUICK_TRAIN_PER_CLASS : GENERATED_TRAIN_PER_CLASS,
                options.quick() ? QUICK_TEST_PER_CLASS : GENERATED_TEST_PER_CLASS,
                options.seed());
        return Dealing.deal(train, test, plan, folder.images());
    }

    /** What the columns mean, in words; null for class folders. */
    @Nullable
    String columns() {
        return attributes == null ? null : ColumnChoice.words(attributes);
    }

    static Path part(DemoFolder folder, String part) {
        return folder.images().resolve(part + ".zip");
    }

    List<Integer> perClass(String part) {
        return imagesPerClass.getOrDefault(part, List.of());
    }

    int count(String part) {
        return perClass(part).stream().mapToInt(Integer::intValue).sum();
    }
}
