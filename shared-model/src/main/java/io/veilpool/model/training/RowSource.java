package io.veilpool.model.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** Indices of the rows of each class. */
    int[][] rowsOfClass(int classes) {
        List<IntStream.Builder> found =
                Stream.generate(IntStream::builder).limit(classes).toList();
        int index = 0;
        for (LabelledFeatures set : sets) {
            for (int row = 0; row < set.rows(); row++) {
                found.get(set.label(row)).add(index++);
            }
        }
        return found.stream().map(rows -> rows.build().toArray()).toArray(int[][]::new);
    }

    /** Whether there are at least so many pooled rows of a class that no own row is of; both as {@link #rowsOfClass} gives them. */
    static boolean ownLackAClass(int[][] own, int[][] pooled, int least) {
        return IntStream.range(0, own.length).anyMatch(c -> own[c].length == 0 && pooled[c].length >= least);
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
