package io.veilpool.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Arithmetic of arrays with one number, safe where gradients are wanted. DJL (0.35.1) wraps the number in an array over memory of Java
 * and closes that at once, while the graph keeps a bare pointer to it until the gradients are computed: a garbage collection in
 * between gives the memory to somebody else, and a training goes on with a factor that nobody chose.
 */
public final class Scalars {
    private Scalars() {}

    /** {@code x * factor}, of the type of {@code x} if that is a float, owned by its manager. */
    public static NDArray times(NDArray x, double factor) {
        try (NDArray number = like(x, factor)) {
            return x.mul(number);
        }
    }

    /** {@code x / divisor}, of the type of {@code x} if that is a float, owned by its manager. */
    public static NDArray over(NDArray x, double divisor) {
        try (NDArray number = like(x, divisor)) {
            return x.div(number);
        }
    }

    /** The greater of each value and {@code least}, of the type of {@code x} if that is a float, owned by its manager. */
    public static NDArray atLeast(NDArray x, double least) {
        try (NDArray number = like(x, least)) {
            return x.maximum(number);
        }
    }

    /**
     * A copy in memory that the engine itself counts references to, and so keeps for a graph when the array is closed.
     *
     * @param overJava an array that was created from values of Java; closed here
     */
    public static NDArray owned(NDArray overJava) {
        try (overJava) {
            return overJava.duplicate();
        }
    }

    private static NDArray like(NDArray x, double value) {
        NDManager manager = x.getManager();
        return owned(x.getDataType() == DataType.FLOAT64 ? manager.create(value) : manager.create((float) value));
    }
}
