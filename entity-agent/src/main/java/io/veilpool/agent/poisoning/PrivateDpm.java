package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.tensor.Weights;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The trained deep poisoning module P of one entity, or what another method has in its place, with the mixing that precedes it. Its weights undo what it does, so they leave this object only towards somebody
 * who holds a {@link DpmAccess}; {@link #toString} shows what it is, and no weights.
 */
public final class PrivateDpm implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 250;

    private final RowTransform transform;
    private final int imagesPerRow;
    private final FeatureShape shape;

    private PrivateDpm(RowTransform transform, int imagesPerRow, FeatureShape shape) {
        this.transform = transform;
        this.imagesPerRow = imagesPerRow;
        this.shape = shape;
    }

    /**
     * @param transform    closed with this
     * @param imagesPerRow images of a class that are mixed into each row before it
     * @param shape        of the rows that it takes and gives
     */
    public static PrivateDpm of(RowTransform transform, int imagesPerRow, FeatureShape shape) {
        return new PrivateDpm(transform, imagesPerRow, shape);
    }

    /**
     * Rows to publish: every image mixed once, with images of its class ({@link Mixing#once}), then z' = P(z).
     *
     * @param seed secret; it says which images belong together, and nothing if a row stands for one image
     * @param memory for the rows and what is made on the way to them; as private as original features
     * @return one row for every {@link #imagesPerRow} images of a class, in random order; for one image per row in the given order
     */
    public PoisonedFeatures poison(OriginalFeatures original, ElementType type, long seed, RowMemory memory) {
        requireShape(original);
        return applied(Mixing.once(original, imagesPerRow, seed, memory).rows(), type, memory, this::apply);
    }

    /** The same in memory. */
    public PoisonedFeatures poison(OriginalFeatures original, ElementType type, long seed) {
        return poison(original, type, seed, RowMemory.RESIDENT);
    }

    /**
     * For every image the row that it would be part of, image by image ({@link Mixing#perImage}): for measuring.
     *
     * @param seed of the mixing, and of what else is random
     */
    public PoisonedFeatures poisonEach(OriginalFeatures original, ElementType type, long seed) {
        requireShape(original);
        return applied(
                Mixing.perImage(original, imagesPerRow, seed),
                type,
                RowMemory.RESIDENT,
                rows -> transform.apply(rows, seed));
    }

    /** What somebody knows who has all other images of every row of {@link #poisonEach}: {@link Mixing#partners}. For measuring. */
    public OriginalFeatures partners(OriginalFeatures original, long seed) {
        requireShape(original);
        return Mixing.partners(original, imagesPerRow, seed);
    }

    private void requireShape(OriginalFeatures original) {
        if (!original.shape().equals(shape)) {
            throw new IllegalArgumentException("this DPM takes rows of shape " + shape + ", got " + original.shape());
        }
    }

    private PoisonedFeatures applied(
            OriginalFeatures inputs, ElementType type, RowMemory memory, UnaryOperator<NDArray> change) {
        FeatureRows.Builder rows = new FeatureRows.Builder(shape, type, inputs.rows(), memory);
        for (int from = 0; from < inputs.rows(); from += ROWS_AT_ONCE) {
            int[] batch = IntStream.range(from, Math.min(inputs.rows(), from + ROWS_AT_ONCE))
                    .toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                rows.append(
                        change.apply(inputs.batch(scope, batch)),
                        IntStream.of(batch).map(inputs::label).toArray());
            }
        }
        return PoisonedFeatures.of(rows.build());
    }

    /**
     * P applied to one batch, as a fixed network.
     *
     * @param original (N, C, H, W) float32; its manager owns the result
     */
    public NDArray apply(NDArray original) {
        return transform.apply(original);
    }

    /**
     * ||z' - z|| / ||z|| of each row, (N): near 0 the DPM stayed at the identity.
     *
     * @param original (N, C, H, W) float32
     * @param poisoned same shape; its manager owns the result
     */
    public static NDArray relativeChange(NDArray original, NDArray poisoned) {
        long n = original.getShape().get(0);
        NDArray difference = poisoned.sub(original)
                .reshape(n, -1)
                .square()
                .sum(new int[] {1})
                .sqrt();
        NDArray norm = original.reshape(n, -1).square().sum(new int[] {1}).sqrt();
        return difference.div(Scalars.atLeast(norm, 1e-12));
    }

    /** What it is, weights aside; {@link #importWeights} needs it. */
    public String module() {
        return transform.module();
    }

    /** Whether the same image gives another row from another seed of {@link #poisonEach}. */
    public boolean isRandom() {
        return imagesPerRow > 1 || isTransformRandom();
    }

    /** Whether it is random what rows go through, mixing aside. */
    public boolean isTransformRandom() {
        return transform.isRandom();
    }

    /** Images of a class behind each row that it makes. */
    public int imagesPerRow() {
        return imagesPerRow;
    }

    /** Shape of the rows it takes and gives. */
    public FeatureShape shape() {
        return shape;
    }

    /** Safetensors with the weights in the clear. */
    public byte[] exportWeights(DpmAccess access) {
        Objects.requireNonNull(access, "weights are for holders of an access only");
        return bytes();
    }

    /**
     * @param opener of the method that made it
     * @param module as {@link #module} said
     * @throws IllegalArgumentException if the bytes are not weights of such a module
     */
    public static PrivateDpm importWeights(
            byte[] exported,
            RowTransform.Opener opener,
            String module,
            int imagesPerRow,
            FeatureShape shape,
            DpmAccess access) {
        Objects.requireNonNull(access, "weights are for holders of an access only");
        try {
            Weights weights = SafeTensors.decode(exported, SafeTensors.Limits.WEIGHTS);
            return new PrivateDpm(opener.open(module, shape, weights), imagesPerRow, shape);
        } catch (HostileFileException e) {
            throw new IllegalArgumentException("these bytes are not the weights of " + module, e);
        }
    }

    /**
     * Binds contributions to this DPM without showing it: HMAC-SHA-256 of what it is and of its weights, lower-case hex.
     *
     * @param key secret of the entity, at least 16 bytes
     */
    public String commitment(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("a commitment's key has at least 16 bytes, got " + key.length);
        }
        byte[] module = (transform.module() + " on " + shape).getBytes(StandardCharsets.UTF_8);
        return Digests.hmacSha256(key, module, bytes());
    }

    private byte[] bytes() {
        return SafeTensors.encode(transform.weights(), Map.of());
    }

    @Override
    public void close() {
        transform.close();
    }

    @Override
    public String toString() {
        return "PrivateDpm[" + transform.module() + "; " + imagesPerRow + " images per row]";
    }
}
