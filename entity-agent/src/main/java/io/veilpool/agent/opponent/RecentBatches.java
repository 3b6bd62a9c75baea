package io.veilpool.agent.opponent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The last few batches of features that a changing network gave. They are dear and an opponent's steps on them are cheap, and an opponent
 * that lags behind is one that the network escapes without hiding anything. Not for use by two threads.
 */
public final class RecentBatches implements AutoCloseable {
    /** A network moves little in so many steps. */
    private static final int KEPT = 8;

    private final SplittableRandom random;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();

    public RecentBatches(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * Arrays without a graph, owned by the manager that they were asked from.
     *
     * @param rows     which images
     * @param images   (n, C, H, W) in [0, 1]
     * @param features (n, C', H', W') of these
     */
    public record Batch(int[] rows, NDArray images, NDArray features) {
        /** Copies that a step's own manager owns. */
        public Batch copy(NDManager manager) {
            NDArray ownImages = images.duplicate();
            ownImages.attach(manager);
            NDArray ownFeatures = features.duplicate();
            ownFeatures.attach(manager);
            return new Batch(rows, ownImages, ownFeatures);
        }
    }

    private record Kept(NDManager manager, Batch batch) {}

    /** Takes one more batch, whose arrays are to belong to the manager given; the oldest is forgotten. */
    public void add(Function<NDManager, Batch> batch) {
        NDManager manager = NDManager.newBaseManager();
        kept.addLast(new Kept(manager, batch.apply(manager)));
        if (kept.size() > KEPT) {
            kept.removeFirst().manager().close();
        }
    }

    /** One of them, drawn from the seed; owned by this, as long as it is kept. */
    public Batch any() {
        return List.copyOf(kept).get(random.nextInt(kept.size())).batch();
    }

    @Override
    public void close() {
        kept.forEach(one -> one.manager().close());
        kept.clear();
    }
}
