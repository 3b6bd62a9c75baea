package io.veilpool.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.Arrays;
import java.util.List;

/** Rows of several sets as one. */
record RowSource(List<? extends LabelledFeatures> sets) {
    int rows() {
        return sets.stream().mapToInt(LabelledFeatures::rows).reduce(0, Math::addExact);
    }

    void requireFit(Network decider) {
        int classes = decider.architecture().output().values();
        for (LabelledFeatures set : sets) {
            if (!set.shape().equals(decider.architecture().input())) {
                throw new IllegalArgumentException("rows have shape " + set.shape() + ", the decider takes "
                        + decider.architecture().input());
            }
            set.rowsPerClass(classes);
        }
    }

    /** Appends the chosen rows, set after set. */
    void gather(NDManager manager, int[] chosen, NDList rows, NDList labels) {
        int first = 0;
        for (LabelledFeatures set : sets) {
            int from = first;
            int to = first + set.rows();
            int[] here = Arrays.stream(chosen)
                    .filter(i -> i >= from && i < to)
                    .map(i -> i - from)
                    .toArray();
            if (here.length > 0) {
                rows.add(set.batch(manager, here));
                labels.add(set.labels(manager, here));
            }
            first = to;
        }
    }
}
