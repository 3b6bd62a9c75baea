package io.veilpool.demo.images;

import java.nio.file.Path;
import java.util.List;

/** Makes an image set of shapes and textures, 32 x 32 RGB. */
public final class GeneratedImages {
    private GeneratedImages() {}

    /** The ten classes that can be made. */
    public static List<String> classes() {
        return List.of(
                "bars", "blobs", "checks", "crosses", "discs", "grids", "rings", "spirals", "stars", "triangles");
    }

    /**
     * Writes {@code CLASS/IMAGE.png} into two zips; the same arguments give the same bytes.
     *
     * @param classes       2 to 10 of {@link #classes()}
     * @param trainPerClass images of each class in {@code trainZip}
     * @param testPerClass  images of each class in {@code testZip}
     */
    public static void write(
            Path trainZip, Path testZip, List<String> classes, int trainPerClass, int testPerClass, long seed) {
        throw new UnsupportedOperationException("not yet");
    }
}
