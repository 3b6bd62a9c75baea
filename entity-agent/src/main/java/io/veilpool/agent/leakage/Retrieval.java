package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/** Whether a reconstruction points to its own original among many: nearest by cosine of mean-centred pixels. */
final class Retrieval {
    private final NDManager manager = NDManager.newBaseManager();
    private final NDList originals = new NDList();
    private final NDList reconstructions = new NDList();

    /** Both (N, C, H, W), not kept. */
    void add(NDArray original, NDArray reconstruction) {
        originals.add(unit(original));
        reconstructions.add(unit(reconstruction));
    }

    private NDArray unit(NDArray images) {
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray flat = images.reshape(images.getShape().get(0), -1);
            flat.attach(scope);
            NDArray centred = flat.sub(flat.mean(new int[] {1}, true));
            NDArray norm = centred.square().sum(new int[] {1}, true).sqrt().maximum(1e-8f);
            NDArray result = centred.div(norm);
            result.attach(manager);
            return result;
        }
    }

    /** Percent of reconstructions whose nearest original is the right one; frees everything. */
    double finish() {
        try (manager) {
            NDArray gallery = NDArrays.concat(originals);
            NDArray queries = NDArrays.concat(reconstructions);
            long[] nearest = queries.matMul(gallery.transpose()).argMax(1).toLongArray();
            int right = 0;
            for (int i = 0; i < nearest.length; i++) {
                right += nearest[i] == i ? 1 : 0;
            }
            return 100.0 * right / nearest.length;
        }
    }
}
