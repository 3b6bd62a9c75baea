package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.stream.IntStream;

/** A poisoner as an attack sees it; in the positive control it lets original features through. */
interface RowDraw {
    /** Lets everything through: what positive controls attack. */
    RowDraw NOTHING_DONE = new RowDraw() {
        @Override
        public LabelledFeatures draw(OriginalFeatures originals, long seed) {
            return originals;
        }

        @Override
        public boolean fixed() {
            return true;
        }
    };

    /** Rows that are in memory at a time. */
    int ROWS_AT_ONCE = 250;

    LabelledFeatures draw(OriginalFeatures originals, long seed);

    /** Whether every draw is the same. */
    boolean fixed();

    static RowDraw of(Poisoner poisoner) {
        return new RowDraw() {
            @Override
            public LabelledFeatures draw(OriginalFeatures originals, long seed) {
                return poisoner.poison(originals, seed);
            }

            @Override
            public boolean fixed() {
                return poisoner.deterministic();
            }
        };
    }

    /** Rows behind which the channels of what is known of their other images stand. */
    static RowDraw withPartners(Poisoner poisoner) {
        return new RowDraw() {
            @Override
            public LabelledFeatures draw(OriginalFeatures originals, long seed) {
                return joined(poisoner.poison(originals, seed), poisoner.partners(originals, seed));
            }

            @Override
            public boolean fixed() {
                return poisoner.deterministic();
            }
        };
    }

    /** Rows of twice as many channels. They hold original features and are of their type. */
    static OriginalFeatures joined(LabelledFeatures rows, OriginalFeatures partners) {
        FeatureShape shape = rows.shape();
        FeatureRows.Builder joined = new FeatureRows.Builder(
                new FeatureShape(2 * shape.channels(), shape.height(), shape.width()), rows.type(), rows.rows());
        for (int from = 0; from < rows.rows(); from += ROWS_AT_ONCE) {
            int[] batch = IntStream.range(from, Math.min(rows.rows(), from + ROWS_AT_ONCE))
                    .toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                joined.append(
                        NDArrays.concat(new NDList(rows.batch(scope, batch), partners.batch(scope, batch)), 1),
                        IntStream.of(batch).map(rows::label).toArray());
            }
        }
        return OriginalFeatures.of(joined.build());
    }
}
