package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.ImageSpec;
import java.util.List;

/**
 * What an image set holds, by names and headers alone.
 *
 * @param classes        class names, sorted
 * @param imagesPerClass images of each class, in the same order
 * @param modalHeight    commonest height in pixels (of the commonest size)
 * @param modalWidth     commonest width in pixels
 * @param channels       1 when every image is grey by its header, else 3
 * @param hasTestPart    whether the set comes with a test part
 * @param ignoredFiles   hidden files and files beside the class folders that were passed over
 */
public record ImageSetSummary(
        List<String> classes,
        List<Integer> imagesPerClass,
        int modalHeight,
        int modalWidth,
        int channels,
        boolean hasTestPart,
        int ignoredFiles) {
    /** Images of all classes together. */
    public int images() {
        return imagesPerClass.stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Image size without further settings: the longer side of the modal size, at least 28 and at most 64, up to the next
     * multiple of 4, square.
     */
    public ImageSpec spec() {
        return spec(64);
    }

    /**
     * The same with another upper limit.
     *
     * @param largestSide pixels, 28 to 512
     */
    public ImageSpec spec(int largestSide) {
        if (largestSide < 28 || largestSide > 512) {
            throw new IllegalArgumentException("image side must be 28 to 512 pixels, was " + largestSide);
        }
        int side = Math.clamp(Math.max(modalHeight, modalWidth), 28, largestSide);
        int square = Math.min((side + 3) / 4 * 4, 512);
        return new ImageSpec(channels, square, square);
    }
}
