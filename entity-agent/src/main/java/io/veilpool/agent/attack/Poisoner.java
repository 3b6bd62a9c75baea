package io.veilpool.agent.attack;

import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;

/** What is attacked: anything that turns original into poisoned features, row by row. */
@FunctionalInterface
public interface Poisoner {
    /**
     * @param noiseSeed decides all noise and all mixing; another seed is another draw
     * @return one row for each original row, in the same order, with the same labels: the row that shows this image, if anything does
     */
    PoisonedFeatures poison(OriginalFeatures original, long noiseSeed);

    /** Whether the seed changes nothing; rows are then drawn only once. */
    default boolean deterministic() {
        return false;
    }

    /** Images that each row shows. */
    default int imagesPerRow() {
        return 1;
    }

    /**
     * What somebody knows who has all other images of every row: the mean of their original features, for the rows of the same seed.
     *
     * @throws UnsupportedOperationException if a row shows one image only
     */
    default OriginalFeatures partners(OriginalFeatures original, long noiseSeed) {
        throw new UnsupportedOperationException("rows of one image have no other images");
    }

    /** A DPM as it stands, its rows rounded to float16 as they are uploaded. The caller closes the DPM, after the last use of this. */
    static Poisoner of(PrivateDpm dpm) {
        return new Poisoner() {
            @Override
            public PoisonedFeatures poison(OriginalFeatures original, long noiseSeed) {
                return dpm.poisonEach(original, ElementType.F16, noiseSeed);
            }

            @Override
            public OriginalFeatures partners(OriginalFeatures original, long noiseSeed) {
                return dpm.partners(original, noiseSeed);
            }

            @Override
            public int imagesPerRow() {
                return dpm.imagesPerRow();
            }

            @Override
            public boolean deterministic() {
                return !dpm.isRandom();
            }
        };
    }
}
