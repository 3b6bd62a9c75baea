package io.veilpool.model.protocol;

/**
 * What the insider got of one class.
 *
 * @param name   of the class, as the charter has it
 * @param images scored images of it
 * @param index  mean of their leakage indices, in [0, 1]; no image counts below 0, so classes together are above the index of all images
 */
public record ClassLeakage(String name, int images, double index) {
    /** @throws IllegalArgumentException if there is no image, or the index is outside its range */
    public ClassLeakage {
        Ranges.within("the number of images of a class", images, 1, Integer.MAX_VALUE);
        Ranges.within("the mean index of a class", index, 0, 1);
    }
}
