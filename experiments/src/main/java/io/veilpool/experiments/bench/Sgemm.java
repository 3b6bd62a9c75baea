package io.veilpool.experiments.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** What the machine's matrix product reaches through the same library: the yardstick of everything else. */
final class Sgemm {
    private Sgemm() {}

    /** GFLOP/s of the fastest float32 product; a multiplication and its addition are two. */
    static double best(List<Integer> sides, int products) {
        return sides.stream().mapToDouble(side -> best(side, products)).max().orElseThrow();
    }

    private static double best(int side, int products) {
        double best = 0;
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray a = scope.randomUniform(-1, 1, new Shape(side, side));
            NDArray b = scope.randomUniform(-1, 1, new Shape(side, side));
            for (int i = 0; i < products; i++) {
                long began = System.nanoTime();
                try (NDArray product = a.matMul(b)) {
                    product.getFloat(0, 0); // waits for a GPU
                }
                best = Math.max(best, 2.0 * side * side * side / (System.nanoTime() - began));
            }
        }
        return best;
    }
}
