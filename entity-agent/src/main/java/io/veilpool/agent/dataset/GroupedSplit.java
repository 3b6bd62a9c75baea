package io.veilpool.agent.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Chooses whole groups for validation. They are looked at in random order, and each changes sides if that brings the classes nearer to their shares
 * (sum of squared differences, each class's over its size), until none does; then every class that has two groups gets one on each side if that
 * costs no other class its last one.
 */
final class GroupedSplit {
    private static final int MOST_PASSES = 20;
    private static final double LEAST_CHANGE = 1e-9;

    private final List<List<Integer>> groups;
    /** (G)(K) images of each class in each group. */
    private final int[][] counts;
    /** (K) groups that have the class. */
    private final int[] groupsOf;
    /** (K) groups held back that have the class. */
    private final int[] heldOf;
    /** (K) images held back. */
    private final int[] heldImages;

    private final int[] images;
    private final boolean[] held;

    private GroupedSplit(List<List<Integer>> groups, LabelledImages all) {
        int classes = 1 + Arrays.stream(labels(all)).max().orElse(0);
        this.groups = groups;
        this.counts = new int[groups.size()][classes];
        this.groupsOf = new int[classes];
        this.heldOf = new int[classes];
        this.heldImages = new int[classes];
        this.images = all.imagesPerClass(classes);
        this.held = new boolean[groups.size()];
        for (int g = 0; g < counts.length; g++) {
            for (int i : groups.get(g)) {
                counts[g][all.label(i)]++;
            }
            for (int c = 0; c < classes; c++) {
                groupsOf[c] += counts[g][c] > 0 ? 1 : 0;
            }
        }
    }

    /** @return (N) whether each image is for validation */
    static boolean[] heldBack(LabelledImages images, double fraction, RandomGenerator random) {
        int[] group = new int[images.size()];
        Arrays.setAll(group, images::group);
        int[] joined = Groups.joined(group, images.firstEqual());
        Map<Integer, List<Integer>> byGroup = new LinkedHashMap<>();
        for (int i = 0; i < joined.length; i++) {
            byGroup.computeIfAbsent(joined[i], g -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> groups = new ArrayList<>(byGroup.values());
        Split.shuffle(groups, random);
        GroupedSplit split = new GroupedSplit(groups, images);
        split.fill(fraction);
        split.mend();
        boolean[] result = new boolean[images.size()];
        for (int g = 0; g < split.held.length; g++) {
            for (int i : groups.get(g)) {
                result[i] = split.held[g];
            }
        }
        return result;
    }

    private static int[] labels(LabelledImages images) {
        int[] labels = new int[images.size()];
        Arrays.setAll(labels, images::label);
        return labels;
    }

    private void fill(double fraction) {
        boolean better = true;
        for (int pass = 0; better && pass < MOST_PASSES; pass++) {
            better = false;
            for (int g = 0; g < held.length; g++) {
                if (change(g, fraction) < -LEAST_CHANGE && (held[g] || canBeHeld(g))) {
                    flip(g);
                    better = true;
                }
            }
        }
    }

    /** By how much the sum of squares would grow if the group changed sides. */
    private double change(int g, double fraction) {
        double change = 0;
        for (int c = 0; c < images.length; c++) {
            if (counts[g][c] > 0) {
                double missing = fraction * images[c] - heldImages[c];
                change += counts[g][c] * (counts[g][c] - 2 * (held[g] ? -missing : missing)) / images[c];
            }
        }
        return change;
    }

    private void mend() {
        for (int c = 0; c < images.length; c++) {
            if (groupsOf[c] > 1 && heldOf[c] == 0) {
                int best = -1;
                for (int g = 0; g < held.length; g++) {
                    boolean smaller =
                            best < 0 || groups.get(g).size() < groups.get(best).size();
                    if (counts[g][c] > 0 && smaller && canBeHeld(g)) {
                        best = g;
                    }
                }
                if (best >= 0) {
                    flip(best);
                }
            }
        }
    }

    /** Whether training keeps a group of each of its classes. */
    private boolean canBeHeld(int g) {
        for (int c = 0; c < images.length; c++) {
            if (counts[g][c] > 0 && groupsOf[c] - heldOf[c] < 2) {
                return false;
            }
        }
        return true;
    }

    private void flip(int g) {
        held[g] = !held[g];
        int sign = held[g] ? 1 : -1;
        for (int c = 0; c < images.length; c++) {
            if (counts[g][c] > 0) {
                heldOf[c] += sign;
                heldImages[c] += sign * counts[g][c];
            }
        }
    }
}
