package io.veilpool.agent.attack;

import io.veilpool.model.tensor.LabelledFeatures;
import java.util.function.Supplier;

/**
 * One way to recognise something of rows.
 *
 * @param name  of the way
 * @param maker trains it when its turn comes; the caller closes the test
 */
record Recogniser(String name, Supplier<Test> maker) {
    interface Test extends AutoCloseable {
        /**
         * @param rows of all scored images
         * @param part images that are asked about
         * @return whether it is right about each image of the part
         */
        boolean[] right(LabelledFeatures rows, Half part);

        @Override
        default void close() {}
    }

    /** One that needs no training. */
    static Recogniser of(String name, Test test) {
        return new Recogniser(name, () -> test);
    }

    /** Part that it is right about. */
    static double rate(Test test, LabelledFeatures rows, Half part) {
        int hits = 0;
        for (boolean hit : test.right(rows, part)) {
            hits += hit ? 1 : 0;
        }
        return (double) hits / part.images();
    }
}
