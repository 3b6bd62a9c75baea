package io.veilpool.agent.attack;

import io.veilpool.model.metric.ImageReadings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Scored images {@code from} to before {@code to}. */
record Half(int from, int to) {
    private static final int AT_ONCE = 125;

    /** The images that attackers are chosen by; at most {@code most} of them. */
    static Half choosing(int images, int most) {
        return new Half(0, Math.min(images / 2, most));
    }

    /** The images that the figures are of. */
    static Half scored(int images, int most) {
        return new Half(images / 2, images / 2 + Math.min(images - images / 2, most));
    }

    int images() {
        return to - from;
    }

    ImageReadings of(ImageReadings all) {
        return all.slice(from, to);
    }

    List<int[]> batches() {
        List<int[]> batches = new ArrayList<>();
        for (int first = from; first < to; first += AT_ONCE) {
            batches.add(IntStream.range(first, Math.min(to, first + AT_ONCE)).toArray());
        }
        return batches;
    }

    /** Every image's neighbour, the last one's being the first. */
    int[] others(int[] batch) {
        return IntStream.of(batch).map(i -> i + 1 == to ? from : i + 1).toArray();
    }
}
