package io.veilpool.agent.dataset;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Images with the same pixels.
 *
 * @param first      for each image the position of the first one with the same pixels, itself included
 * @param kept       positions to keep, ascending: the first of each group whose labels agree
 * @param sameClass  how many later ones of such groups there are
 * @param otherClass how many images stand in groups whose labels differ
 */
record Repeats(int[] first, int[] kept, int sameClass, int otherClass) {
    static Repeats find(MemorySegment[] pixels, int[] labels) {
        int[] first = firstEqual(pixels);
        boolean[] contradicted = new boolean[pixels.length];
        for (int i = 0; i < first.length; i++) {
            contradicted[first[i]] |= labels[i] != labels[first[i]];
        }
        int[] kept = IntStream.range(0, first.length)
                .filter(i -> first[i] == i && !contradicted[i])
                .toArray();
        int other = (int) Arrays.stream(first).filter(i -> contradicted[i]).count();
        return new Repeats(first, kept, pixels.length - kept.length - other, other);
    }

    /** For each image the position of the first one with the same pixels, itself included. */
    static int[] firstEqual(MemorySegment[] pixels) {
        Map<Content, Integer> seen = new LinkedHashMap<>();
        int[] first = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            Integer earlier = seen.putIfAbsent(new Content(pixels[i]), i);
            first[i] = earlier == null ? i : earlier;
        }
        return first;
    }
}
