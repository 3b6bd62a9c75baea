package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.List;

/** Feature rows with the images they come from, as a decoder's training sees them. */
public interface TrainingSet {
    int size();

    FeatureShape shape();

    ImageSpec image();

    /** These indices in the order in which {@link #rows} and {@link #images} give them. */
    default int[] order(int[] index) {
        return index;
    }

    /** New array (n, C, H, W) float32 of these rows, owned by the manager. */
    NDArray rows(NDManager manager, int[] index);

    /** New array (n, C, H, W) float32 in [0, 1]: the images of these rows, in the order of the rows, owned by the manager. */
    NDArray images(NDManager manager, int[] index);

    /**
     * Says that a pass over the set begins, so that rows with noise can be drawn anew.
     *
     * @param pass counted from 0
     */
    default void begin(int pass) {}

    /** What a poisoner makes of these images, drawn anew for each pass where it draws anything. */
    static TrainingSet drawn(Poisoner poisoner, OriginalFeatures originals, LabelledImages images, long seed) {
        return new DrawnRows(List.of(RowDraw.of(poisoner)), originals, images, seed);
    }

    /** Rows that stay as they are, row i of image i. */
    static TrainingSet of(LabelledFeatures rows, LabelledImages images) {
        if (rows.rows() != images.size() || images.size() == 0) {
            throw new IllegalArgumentException("needs one row per image and at least one, got " + rows.rows()
                    + " rows and " + images.size() + " images");
        }
        return new FixedRows(rows, images);
    }
}
