package io.veilpool.demo.images;

import io.veilpool.agent.dataset.ImageSource;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The images of one source by class, shuffled; repeats can be taken out. */
final class Deck {
    private final ImageSource source;
    private final List<String> classes;
    private final List<List<Integer>> byClass;

    private Deck(ImageSource source, List<String> classes, List<List<Integer>> byClass) {
        this.source = source;
        this.classes = classes;
        this.byClass = byClass;
    }

    static Deck shuffled(ImageSource source, List<String> classes, RandomGenerator random)
            throws UnusableImagesException {
        Map<String, Integer> labels = new HashMap<>();
        classes.forEach(name -> labels.put(name, labels.size()));
        List<List<Integer>> byClass = new ArrayList<>();
        classes.forEach(name -> byClass.add(new ArrayList<>()));
        for (int i = 0; i < source.size(); i++) {
            Integer label = labels.get(source.className(i));
            if (label == null) {
                throw new UnusableImagesException(
                        "The test part has a class '%s' that the training part lacks: remove it, or add training images"
                                .formatted(source.className(i)));
            }
            List<Integer> ofClass = byClass.get(label);
            int at = random.nextInt(ofClass.size() + 1);
            if (at == ofClass.size()) {
                ofClass.add(i);
            } else {
                ofClass.add(ofClass.get(at));
                ofClass.set(at, i);
            }
        }
        return new Deck(source, classes, byClass);
    }

    int[] counts() {
        return byClass.stream().mapToInt(List::size).toArray();
    }

    /** The first {@code counts[c]} images of each class. */
    Deck first(int[] counts) {
        return slice(new int[counts.length], counts);
    }

    /** {@code counts[c]} images of each class from position {@code from[c]} on, fewer where there are not so many. */
    Deck slice(int[] from, int[] counts) {
        List<List<Integer>> cut = new ArrayList<>();
        for (int c = 0; c < byClass.size(); c++) {
            List<Integer> ofClass = byClass.get(c);
            int start = Math.min(from[c], ofClass.size());
            cut.add(ofClass.subList(start, Math.min(start + counts[c], ofClass.size())));
        }
        return new Deck(source, classes, cut);
    }

    /**
     * One image of each content, none of whose content is in {@code elsewhere} or lies in two classes.
     *
     * @param elsewhere contents that must not appear; gets the contents that are kept
     */
    Deck distinct(ImageSpec spec, Set<String> elsewhere) throws UnusableImagesException {
        int[] index = byClass.stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .toArray();
        String[] digests = source.pixelDigests(index, spec);
        Map<String, Integer> classOf = new HashMap<>();
        Set<String> contradicted = new HashSet<>();
        int position = 0;
        for (int c = 0; c < byClass.size(); c++) {
            for (int k = 0; k < byClass.get(c).size(); k++) {
                Integer other = classOf.putIfAbsent(digests[position], c);
                if (other != null && other != c) {
                    contradicted.add(digests[position]);
                }
                position++;
            }
        }
        Set<String> kept = new HashSet<>();
        List<List<Integer>> result = new ArrayList<>();
        position = 0;
        for (List<Integer> ofClass : byClass) {
            List<Integer> distinct = new ArrayList<>();
            for (int i : ofClass) {
                String digest = digests[position++];
                if (!contradicted.contains(digest) && !elsewhere.contains(digest) && kept.add(digest)) {
                    distinct.add(i);
                }
            }
            result.add(distinct);
        }
        elsewhere.addAll(kept);
        return new Deck(source, classes, result);
    }

    boolean holds(int[] counts) {
        int[] have = counts();
        for (int c = 0; c < counts.length; c++) {
            if (have[c] < counts[c]) {
                return false;
            }
        }
        return true;
    }

    /** Images in the order of their names, so that a zip does not tell how it was shuffled. */
    int[] sorted() {
        return byClass.stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    ImageSource source() {
        return source;
    }

    List<Integer> countsAsList() {
        return Arrays.stream(counts()).boxed().toList();
    }
}
