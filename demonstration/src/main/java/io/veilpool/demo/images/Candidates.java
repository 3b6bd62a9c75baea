package io.veilpool.demo.images;

import io.veilpool.agent.dataset.Groups;
import io.veilpool.agent.dataset.ImageSource;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.ImageSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Images of a source that can be dealt.
 *
 * @param label (N) class index; -1 for one that must not be dealt
 * @param group (N) images of equal numbers stay together
 */
record Candidates(int[] label, int[] group) {
    /**
     * One image of each content, none whose content lies in two classes, and nobody one of whose images is in {@code elsewhere}.
     *
     * @param elsewhere contents that are in use
     */
    static Candidates of(ImageSource source, List<String> classes, ImageSpec spec, Set<String> elsewhere)
            throws UnusableImagesException {
        int[] all = IntStream.range(0, source.size()).toArray();
        String[] digests = source.pixelDigests(all, spec);
        int[] first = first(digests);
        int[] label = labels(source, classes);
        int[] group = Groups.joined(Arrays.stream(all).map(source::group).toArray(), first);
        boolean[] out = new boolean[all.length];
        boolean[] known = new boolean[all.length];
        for (int i : all) {
            out[first[i]] |= label[i] != label[first[i]];
            known[group[i]] |= elsewhere.contains(digests[i]);
        }
        int[] dealt = Arrays.stream(all)
                .map(i -> first[i] != i || out[i] || known[group[i]] ? -1 : label[i])
                .toArray();
        return new Candidates(dealt, group);
    }

    private static int[] first(String[] digests) {
        Map<String, Integer> seen = new HashMap<>();
        int[] first = new int[digests.length];
        for (int i = 0; i < first.length; i++) {
            Integer earlier = seen.putIfAbsent(digests[i], i);
            first[i] = earlier == null ? i : earlier;
        }
        return first;
    }

    private static int[] labels(ImageSource source, List<String> classes) {
        Map<String, Integer> index = new HashMap<>();
        classes.forEach(name -> index.put(name, index.size()));
        int[] labels = new int[source.size()];
        Arrays.setAll(labels, i -> index.getOrDefault(source.className(i), -1));
        return labels;
    }

    /** @return (K) images of each class */
    int[] perClass(int classes) {
        int[] counts = new int[classes];
        Arrays.stream(label).filter(c -> c >= 0).forEach(c -> counts[c]++);
        return counts;
    }
}
