package io.veilpool.agent.opponent;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A sensitive attribute of rows whose main labels are known, with the losses of those who read it and of those who hide it. Rows are
 * weighted so that attribute and label are independent, and all values equally frequent, in what the losses see: what the label alone
 * says of the attribute can't be hidden from somebody who gets the label, and a loss that tried would only cost accuracy. (Weights are
 * ours; the papers have none.) Immutable.
 */
public final class SensitiveLabels {
    /** A row of a rare combination counts at most this often, or a handful of rows would be all that a loss sees. */
    private static final float MOST = 8;
    /** Of more, hardly any has rows enough. */
    private static final int MOST_VALUES = 64;

    private final int[] values;
    private final int count;
    private final float[] weights;

    private SensitiveLabels(int[] values, int count, float[] weights) {
        this.values = values;
        this.count = count;
        this.weights = weights;
    }

    /**
     * Of all sensitive attributes of these images together: each combination of their values is a value.
     *
     * @throws IllegalArgumentException if the images have no sensitive attribute, more than {@value #MOST_VALUES} combinations, or fewer
     *     than two of them occur
     */
    public static SensitiveLabels of(LabelledImages images) {
        List<AttributeColumn> attributes = images.sensitiveAttributes();
        if (attributes.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no sensitive attribute among the images; there is nothing to hide");
        }
        int count = 1;
        for (AttributeColumn attribute : attributes) {
            count *= attribute.values().size();
            if (count > MOST_VALUES) {
                throw new IllegalArgumentException("the sensitive attributes have more than " + MOST_VALUES
                        + " combinations of values; name fewer, or columns with fewer values");
            }
        }
        int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
        int[] values =
                IntStream.range(0, images.size()).map(i -> combined(images, i)).toArray();
        return of(values, count, labels);
    }

    private static int combined(LabelledImages images, int image) {
        int value = 0;
        for (int a = 0; a < images.sensitiveAttributes().size(); a++) {
            int own = images.sensitive(a, image);
            if (own < 0) {
                return -1;
            }
            value = value * images.sensitiveAttributes().get(a).values().size() + own;
        }
        return value;
    }

    /**
     * @param values (N) in [0, count), or -1 where unknown: such rows are left out of every loss
     * @param count  number of values, at least 2
     * @param labels (N) main labels, at least 0
     * @throws IllegalArgumentException if lengths differ, a value is out of range, or fewer than two values occur
     */
    public static SensitiveLabels of(int[] values, int count, int[] labels) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException(values.length + " sensitive values for " + labels.length
                    + " rows; give one per row, -1 for unknown");
        }
        if (count < 2 || Arrays.stream(values).anyMatch(value -> value < -1 || value >= count)) {
            throw new IllegalArgumentException(
                    "sensitive values must be -1 or in [0, " + count + "), of at least 2 values");
        }
        if (Arrays.stream(values).filter(value -> value >= 0).distinct().count() < 2) {
            throw new IllegalArgumentException(
                    "only one sensitive value occurs among " + values.length + " rows; there is nothing to hide");
        }
        return new SensitiveLabels(values.clone(), count, weights(values, count, labels));
    }

    private static float[] weights(int[] values, int count, int[] labels) {
        int classes = 1 + Arrays.stream(labels).max().orElse(0);
        int[][] rows = new int[classes][count];
        int[] ofLabel = new int[classes];
        for (int i = 0; i < values.length; i++) {
            if (values[i] >= 0) {
                rows[labels[i]][values[i]]++;
                ofLabel[labels[i]]++;
            }
        }
        float[] weights = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            if (values[i] >= 0) {
                weights[i] = Math.min(MOST, ofLabel[labels[i]] / ((float) count * rows[labels[i]][values[i]]));
            }
        }
        return weights;
    }

    /** Number of values. */
    public int count() {
        return count;
    }

    public int rows() {
        return values.length;
    }

    /**
     * {@code L_A}: weighted cross-entropy of the attribute, in nats; 0 if no row of the batch is known.
     *
     * @param logits (n, count) float32
     * @param rows   which rows they are of
     * @return scalar, owned by the manager of {@code logits}
     */
    public NDArray crossEntropy(NDArray logits, int[] rows) {
        long[] answers = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            answers[i] = Math.max(0, values[rows[i]]);
        }
        NDArray index = logits.getManager().create(answers).expandDims(1);
        return weighted(logits.logSoftmax(1).gather(index, 1).neg().reshape(rows.length), rows);
    }

    /**
     * {@code KL(uniform || softmax(logits))}, weighted alike, in nats, 0 for an adversary that knows nothing: the maximum-entropy term
     * of Roy and Boddeti (CVPR 2019).
     *
     * @return scalar; arguments as for {@link #crossEntropy}
     */
    public NDArray confusion(NDArray logits, int[] rows) {
        NDArray divergence = logits.logSoftmax(1).mean(new int[] {1}).neg().sub((float) Math.log(count));
        return weighted(divergence, rows);
    }

    private NDArray weighted(NDArray perRow, int[] rows) {
        float[] chosen = new float[rows.length];
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = weights[rows[i]];
            sum += chosen[i];
        }
        NDArray factors = Scalars.owned(perRow.getManager().create(chosen));
        return Scalars.over(perRow.mul(factors).sum(), Math.max(sum, 1e-6));
    }

    /**
     * A network that reads the attribute from rows of this shape: normalised, two hidden layers (3 x 3 convolutions where rows have
     * places), mean over places, linear.
     *
     * @param width of its hidden layers
     * @param count values of the attribute
     */
    public static Architecture reader(FeatureShape rows, int width, int count) {
        int kernel = rows.height() == 1 && rows.width() == 1 ? 1 : 3;
        return new Architecture(
                "attribute-reader",
                rows,
                List.of(
                        new NamedLayer("scale", new Layer.BatchNorm(rows.channels())),
                        new NamedLayer(
                                "hidden1", new Layer.Convolution(rows.channels(), width, kernel, 1, kernel / 2, true)),
                        new NamedLayer("relu1", new Layer.Relu()),
                        new NamedLayer("hidden2", new Layer.Convolution(width, width, kernel, 1, kernel / 2, true)),
                        new NamedLayer("relu2", new Layer.Relu()),
                        new NamedLayer("pool", new Layer.GlobalAveragePool()),
                        new NamedLayer("linear", new Layer.Linear(width, count))));
    }
}
