package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.NetworkStages;
import java.util.function.UnaryOperator;

/** Rows as vectors that compare by their inner products: every value standardised over all rows, every row of length 1. */
final class Standardised {
    private Standardised() {}

    /**
     * @param part   which rows
     * @param change applied to each batch of rows first; its results need not be flat
     * @return (n, E), owned by the manager
     */
    static NDArray of(NDManager manager, LabelledFeatures rows, Half part, UnaryOperator<NDArray> change) {
        try (NDManager scope = NDManager.newBaseManager()) {
            NDList parts = new NDList();
            for (int[] batch : part.batches()) {
                try (NDManager step = NDManager.newBaseManager()) {
                    NDArray flat = change.apply(rows.batch(step, batch)).reshape(batch.length, -1);
                    NDArray kept = flat.duplicate();
                    kept.attach(scope);
                    parts.add(kept);
                }
            }
            NDArray all = NDArrays.concat(parts);
            NDArray centred = all.sub(all.mean(new int[] {0}, true));
            NDArray deviation = centred.square().mean(new int[] {0}, true).sqrt();
            // Values that are the same for all rows say nothing; the floor keeps rounding from speaking for them.
            float floor = Math.max(1e-6f, 1e-3f * deviation.mean().getFloat());
            NDArray scaled = centred.div(Scalars.atLeast(deviation, floor));
            NDArray length =
                    Scalars.atLeast(scaled.square().sum(new int[] {1}, true).sqrt(), 1e-8);
            NDArray result = scaled.div(length);
            result.attach(manager);
            return result;
        }
    }

    /** The decider's last activations in front of its logits, as a change of rows. */
    static UnaryOperator<NDArray> lastActivations(NetworkStages decider) {
        return rows -> decider.forward(rows, 0, Math.max(1, decider.count() - 1));
    }

    static UnaryOperator<NDArray> mapped(Network map) {
        return rows -> map.forward(rows, false);
    }
}
