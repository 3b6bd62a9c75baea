package io.veilpool.demo.images;

import io.veilpool.agent.dataset.PlainPng;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes an image set of shapes and textures, 32 x 32 RGB. Colour, place, size, direction, bend, ground, clutter and noise are
 * drawn without regard to the class, so that a mean colour or a mean image says next to nothing about it.
 */
public final class GeneratedImages {
    private GeneratedImages() {}

    /** The ten classes that can be made. */
    public static List<String> classes() {
        return Arrays.stream(Motif.values())
                .map(motif -> motif.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Writes {@code CLASS/IMAGE.png} into two zips; the same arguments give the same bytes on every machine.
     *
     * @param classes       2 to 10 of {@link #classes()}
     * @param trainPerClass images of each class in {@code trainZip}
     * @param testPerClass  images of each class in {@code testZip}
     */
    public static void write(
            Path trainZip, Path testZip, List<String> classes, int trainPerClass, int testPerClass, long seed) {
        if (classes.size() < 2 || !classes().containsAll(classes)) {
            throw new IllegalArgumentException("classes must be at least 2 of " + classes() + ", were " + classes);
        }
        if (trainPerClass < 1 || testPerClass < 1) {
            throw new IllegalArgumentException("images of each class must be >= 1, were %d for training and %d for test"
                    .formatted(trainPerClass, testPerClass));
        }
        try {
            write(trainZip, classes, 0, trainPerClass, seed);
            write(testZip, classes, trainPerClass, testPerClass, seed);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the generated images cannot be written to '%s'; check space and permissions"
                            .formatted(trainZip.getParent()),
                    e);
        }
    }

    private static void write(Path target, List<String> classes, int first, int count, long seed) throws IOException {
        try (StoredZip zip = new StoredZip(target)) {
            for (String name : classes) {
                Motif motif = Motif.valueOf(name.toUpperCase(Locale.ROOT));
                for (int i = first; i < first + count; i++) {
                    byte[] png = PlainPng.encode(3, Painting.SIDE, Painting.SIDE, paint(motif, i, seed));
                    zip.add("%s/%s-%06d.png".formatted(name, name, i), png);
                }
            }
            zip.complete();
        }
    }

    /** Image number {@code i} of a motif: each has a generator of its own, so the counts do not matter. */
    static byte[] paint(Motif motif, int i, long seed) {
        long own = (seed * 1_000_003 + motif.name().hashCode()) * 1_000_003 + i;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(own);
        return new Painting(random).paint(motif);
    }
}
