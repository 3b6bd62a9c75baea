package io.veilpool.model.training;

import java.util.SplittableRandom;

/** Rows in random order, epoch after epoch, without replacement inside an epoch. */
public final class BatchSampler {
    private final int[] order;
    private final SplittableRandom random;
    private int next;

    /** @throws IllegalArgumentException if there are no rows */
    public BatchSampler(int rows, long seed) {
        if (rows < 1) {
            throw new IllegalArgumentException("cannot sample from " + rows + " rows");
        }
        order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        random = new SplittableRandom(seed);
        next = rows;
    }

    /** The next {@code size} row indices; an epoch's end may lie inside. */
    public int[] next(int size) {
        int[] batch = new int[size];
        for (int i = 0; i < size; i++) {
            if (next == order.length) {
                shuffle();
            }
            batch[i] = order[next++];
        }
        return batch;
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        next = 0;
    }
}
