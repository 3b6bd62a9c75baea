package io.veilpool.demo.images;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Deals whole groups in random order, each to the part with room for most of its images; among equals to the part that lacks the greatest share of its
 * own, so that all fill evenly. Images of a group that its part has no room for are left out.
 */
final class GroupDealer {
    private final int[] label;
    private final int[][] quotas;
    private final int[][] left;
    private final List<List<Integer>> dealt = new ArrayList<>();

    private GroupDealer(int[] label, int[][] quotas) {
        this.label = label;
        this.quotas = quotas;
        this.left = new int[quotas.length][];
        for (int p = 0; p < quotas.length; p++) {
            left[p] = quotas[p].clone();
            dealt.add(new ArrayList<>());
        }
    }

    /**
     * @param label  (N) class of each image; -1 = not to be dealt
     * @param group  (N) images of equal numbers stay together
     * @param quotas (P)(K) most images of each class for each part
     * @return for each part positions of images, ascending
     */
    static List<int[]> deal(int[] label, int[] group, int[][] quotas, RandomGenerator random) {
        GroupDealer dealer = new GroupDealer(label, quotas);
        for (List<Integer> images : shuffled(label, group, random)) {
            dealer.give(images);
        }
        return dealer.dealt.stream()
                .map(part -> part.stream().mapToInt(Integer::intValue).sorted().toArray())
                .toList();
    }

    private static List<List<Integer>> shuffled(int[] label, int[] group, RandomGenerator random) {
        Map<Integer, List<Integer>> byGroup = new LinkedHashMap<>();
        for (int i = 0; i < label.length; i++) {
            if (label[i] >= 0) {
                byGroup.computeIfAbsent(group[i], g -> new ArrayList<>()).add(i);
            }
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (List<Integer> images : byGroup.values()) {
            int at = random.nextInt(groups.size() + 1);
            groups.add(images);
            groups.set(groups.size() - 1, groups.get(at));
            groups.set(at, images);
        }
        return groups;
    }

    private void give(List<Integer> images) {
        int[] counts = new int[quotas[0].length];
        images.forEach(i -> counts[label[i]]++);
        int best = -1;
        int most = 0;
        double lacking = 0;
        for (int p = 0; p < quotas.length; p++) {
            int room = 0;
            double share = 0;
            for (int c = 0; c < counts.length; c++) {
                room += Math.min(counts[c], left[p][c]);
                share += counts[c] == 0 || quotas[p][c] == 0 ? 0 : left[p][c] / (double) quotas[p][c];
            }
            if (room > most || room == most && room > 0 && share > lacking) {
                best = p;
                most = room;
                lacking = share;
            }
        }
        if (best < 0) {
            return;
        }
        for (int i : images) {
            if (left[best][label[i]] > 0) {
                left[best][label[i]]--;
                dealt.get(best).add(i);
            }
        }
    }
}
