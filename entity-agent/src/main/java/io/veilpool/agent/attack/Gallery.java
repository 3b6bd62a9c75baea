package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.function.UnaryOperator;

/** Finds the row of the same image in another set of rows of the same images. */
final class Gallery {
    private Gallery() {}

    /**
     * @param change  applied to the rows asked about
     * @param gallery applied to the others, so that both mean the same
     * @return whether the nearest one is the right one
     */
    static boolean[] nearestIsRight(
            LabelledFeatures asked,
            UnaryOperator<NDArray> change,
            LabelledFeatures others,
            UnaryOperator<NDArray> gallery,
            Half part) {
        try (NDManager manager = NDManager.newBaseManager();
                Retrieval retrieval = new Retrieval()) {
            retrieval.add(
                    Standardised.of(manager, others, part, gallery), Standardised.of(manager, asked, part, change));
            int[] ranks = retrieval.ranks();
            boolean[] right = new boolean[ranks.length];
            for (int i = 0; i < right.length; i++) {
                right[i] = ranks[i] == 0;
            }
            return right;
        }
    }
}
