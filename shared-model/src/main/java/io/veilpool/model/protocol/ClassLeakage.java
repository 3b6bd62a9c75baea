package io.veilpool.model.protocol;

/**
 * What the insider got of one class.
 *
 * @param name   of the class, as the charter has it
 * @param images scored images of it
 * @param index  mean of their leakage indices, in [0, 1]; each image counts 0 to 1, so these means do not average to the index of all
 */
public record ClassLeakage(String name, int images, double index) {
    private static final int MOST_CHARACTERS = 200;

    /** @throws IllegalArgumentException if the name is no short line, there is no image, or the index is outside its range */
    public ClassLeakage {
        Ranges.sentence("the name of a class", name, MOST_CHARACTERS);
        Ranges.within("the number of images of a class", images, 1, Integer.MAX_VALUE);
        Ranges.within("the mean index of a class", index, 0, 1);
    }
}
