package io.veilpool.model.protocol;

/**
 * Size of the images that the networks see; agents resize and pad to it.
 *
 * @param channels 1 (grey) or 3 (RGB)
 * @param height   pixels, 16 to 512
 * @param width    pixels, 16 to 512
 */
public record ImageSpec(int channels, int height, int width) {
    /** Number of values of one image. */
    public int values() {
        return channels * height * width;
    }
}
