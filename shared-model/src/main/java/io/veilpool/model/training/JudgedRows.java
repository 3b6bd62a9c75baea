package io.veilpool.model.training;

import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an entity judges deciders by: its own validation rows and, for classes that none of these is of, some pooled rows, which training
 * then leaves out. By own rows alone a decider that learnt more classes always looks worse than one that never heard of them.
 *
 * <p>Rows held back are the partners' word: they show what their rows teach about such a class, not that it carries over to images.
 */
public final class JudgedRows {
    /** Of a class's pooled rows at most one in so many is held back. */
    private static final int ONE_IN = 5;

    private final LabelledFeatures own;
    private final List<LabelledFeatures> heldBack = new ArrayList<>();
    private final List<LabelledFeatures> pool = new ArrayList<>();

    private JudgedRows(LabelledFeatures own) {
        this.own = own;
    }

    /**
     * Of a class that own rows lack, as many pooled rows are held back as there are own rows of the other classes on average, at most a
     * fifth.
     *
     * @param own     own validation rows, at least one
     * @param pool    contributions of others, may be empty
     * @param classes   that deciders tell apart
     */
    public static JudgedRows of(LabelledFeatures own, List<? extends LabelledFeatures> pool, int classes, long seed) {
        int[] perClass = own.rowsPerClass(classes);
        long present = Arrays.stream(perClass).filter(count -> count > 0).count();
        int usual = (int) Math.ceil((double) own.rows() / Math.max(1, present));
        int[][] pooled = new RowSource(pool).rowsOfClass(classes);
        BitSet left = new BitSet();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int c = 0; c < classes; c++) {
            BatchSampler sampler = pooled[c].length == 0 ? null : new BatchSampler(pooled[c].length, seeds.nextLong());
            if (perClass[c] == 0 && sampler != null) {
                for (int place : sampler.next(Math.min(usual, pooled[c].length / ONE_IN))) {
                    left.set(pooled[c][place]);
                }
            }
        }
        JudgedRows judged = new JudgedRows(own);
        int first = 0;
        for (LabelledFeatures set : pool) {
            int start = first;
            judged.heldBack.add(set.select(rows(set, row -> left.get(start + row))));
            judged.pool.add(set.select(rows(set, row -> !left.get(start + row))));
            first += set.rows();
        }
        return judged;
    }

    private static int[] rows(LabelledFeatures set, IntPredicate wanted) {
        return IntStream.range(0, set.rows()).filter(wanted).toArray();
    }

    /** Pooled rows to train on. */
    public List<LabelledFeatures> pool() {
        return List.copyOf(pool);
    }

    /** Number of pooled rows that are held back. */
    public int heldBack() {
        return heldBack.stream().mapToInt(LabelledFeatures::rows).sum();
    }

    /** Whether the decider gets each row right; own rows come first. */
    public boolean[] right(Network decider) {
        boolean[] right = new boolean[own.rows() + heldBack()];
        int done = 0;
        for (LabelledFeatures rows :
                Stream.concat(Stream.of(own), heldBack.stream()).toList()) {
            if (rows.rows() > 0) {
                boolean[] part = DeciderTrainer.right(decider, rows, 1);
                System.arraycopy(part, 0, right, done, part.length);
                done += part.length;
            }
        }
        return right;
    }
}
