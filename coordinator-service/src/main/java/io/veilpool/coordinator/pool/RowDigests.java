package io.veilpool.coordinator.pool;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * First eight bytes of each row's SHA-256, sorted: eight bytes per row find equal rows among millions. Two different
 * rows among ten million share them with a probability of about 3 in a million.
 */
final class RowDigests {
    private final long[] sorted;

    private RowDigests(long[] sorted) {
        this.sorted = sorted;
    }

    static RowDigests ofUnsorted(long[] digests) {
        long[] sorted = digests.clone();
        Arrays.sort(sorted);
        return new RowDigests(sorted);
    }

    static RowDigests of(byte[] bytes) {
        long[] sorted = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).asLongBuffer().get(sorted);
        return new RowDigests(sorted);
    }

    byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(sorted.length * Long.BYTES);
        buffer.asLongBuffer().put(sorted);
        return buffer.array();
    }

    /** Rows that repeat an earlier one. */
    int repeats() {
        int repeats = 0;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                repeats++;
            }
        }
        return repeats;
    }

    /** Rows of this one that the other has too. */
    int inCommon(RowDigests other) {
        int common = 0;
        int there = 0;
        for (long digest : sorted) {
            while (there < other.sorted.length && other.sorted[there] < digest) {
                there++;
            }
            if (there < other.sorted.length && other.sorted[there] == digest) {
                common++;
            }
        }
        return common;
    }
}
