package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.AttributeTables;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.GeneratedImages;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Images of another domain, at the size and in the colours of a victim's: what an attacker may have who has none like them. Their labels
 * mean nothing to the victim's task.
 *
 * @param name for tables: never a path
 */
public record ForeignImages(String name, LabelledImages images) {
    private static final long GENERATOR_SEED = 2;

    /** Generated shapes and textures, kept in {@code folder}. */
    public static ForeignImages generated(Path folder, ImageSpec spec, int count)
            throws UnusableImagesException, IOException {
        List<String> classes = GeneratedImages.classes();
        int perClass = Math.ceilDiv(count, classes.size());
        Path set = folder.resolve("foreign-%d".formatted(perClass));
        ImageData.requireDrawn(set, classes, perClass, 1, GENERATOR_SEED);
        LabelledImages images = ImageSet.read(set, spec, classes, ReadingLimits.defaults());
        return new ForeignImages(ImageData.GENERATED, images.first(count));
    }

    /**
     * The training part of a set with a table of attributes.
     *
     * @throws UnusableImagesException if it cannot be read, or an image of it is one of {@code known}
     */
    public static ForeignImages open(Path location, AttributeData known) throws UnusableImagesException {
        AttributeTask task = ColumnChoice.DEFAULT.task(AttributeTables.describe(location));
        LabelledImages images = ImageSet.read(
                location, known.training().spec(), AttributeData.classes(task), task, ReadingLimits.defaults(), null);
        String name = ImageData.nameOf(location);
        int left = images.without(known.training()).without(known.test()).size();
        if (left < images.size()) {
            throw new UnusableImagesException(
                    "%,d of the %,d images of '%s' are also in '%s': an attacker who has the victim's images attacks nothing; give --foreign another set"
                            .formatted(images.size() - left, images.size(), name, known.name()));
        }
        return new ForeignImages(name, images);
    }

    /** Digest of name and images. */
    public String digest() {
        return Digests.sha256((name + images.digest()).getBytes(StandardCharsets.UTF_8));
    }

    /** At most so many of them. */
    public ForeignImages first(int most) {
        return new ForeignImages(name, images.first(most));
    }
}
