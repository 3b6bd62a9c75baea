package io.veilpool.agent.dataset;

/**
 * Random changes of training images: a shift by padding and cropping, and a horizontal flip with probability one half.
 *
 * @param padding largest shift in pixels in each direction; what comes in is black; 0 to 64
 * @param flip    whether images are flipped left to right (not for digits or letters)
 */
public record Augmentation(int padding, boolean flip) {
    public Augmentation {
        if (padding < 0 || padding > 64) {
            throw new IllegalArgumentException("padding must be 0 to 64 pixels, was " + padding);
        }
    }

    /** Leaves images as they are. */
    public static Augmentation none() {
        return new Augmentation(0, false);
    }

    /** Shifts by up to an eighth of the image and flips: the usual recipe for small photographs. */
    public static Augmentation usual(int height) {
        return new Augmentation(Math.clamp(height / 8, 1, 64), true);
    }
}
