package io.veilpool.agent.attack;

import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;

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
}
