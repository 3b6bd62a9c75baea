package io.veilpool.agent.dataset;

/**
 * Limits that hold while an image set is read, so that no file can fill memory or time.
 *
 * @param images            most images in one set
 * @param fileBytes         most bytes of one image file, expanded
 * @param pixels            most pixels of one image, by its header, before anything is decoded
 * @param archiveBytes      most bytes of all files of a zip or IDX file together, expanded
 * @param expansion         largest ratio of expanded to packed bytes of one zip entry above 64 KiB
 * @param decodedBytes      most bytes of all decoded images together (one byte per pixel and channel)
 * @param minImagesPerClass fewest distinct images of a class that has any
 */
public record ReadingLimits(
        int images,
        long fileBytes,
        long pixels,
        long archiveBytes,
        double expansion,
        long decodedBytes,
        int minImagesPerClass) {
    private static final long MIB = 1L << 20;

    public ReadingLimits {
        if (images < 1 || fileBytes < 1 || pixels < 1 || archiveBytes < 1 || decodedBytes < 1 || !(expansion >= 1)) {
            throw new IllegalArgumentException("reading limits must be positive");
        }
        if (minImagesPerClass < 1) {
            throw new IllegalArgumentException("minImagesPerClass must be >= 1, was " + minImagesPerClass);
        }
    }

    /**
     * 2 million images, 64 MiB and 50 megapixels each, 32 GiB expanded, ratio 200, decoded at most 60 % of the heap,
     * two images of a class (one to train on, one to check with).
     */
    public static ReadingLimits defaults() {
        long heap = Runtime.getRuntime().maxMemory();
        return new ReadingLimits(2_000_000, 64 * MIB, 50_000_000, 32_768 * MIB, 200, heap / 10 * 6, 2);
    }

    /** The same limits, but single images of a class are accepted (test parts). */
    public ReadingLimits acceptingSingleImages() {
        return new ReadingLimits(images, fileBytes, pixels, archiveBytes, expansion, decodedBytes, 1);
    }
}
