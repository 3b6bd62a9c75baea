package io.veilpool.agent.dataset;

/** Groups of images that must not be parted: a person's or a patient's, and those that share an image. */
public final class Groups {
    private Groups() {}

    /**
     * Joins groups that have an image in common.
     *
     * @param group (N) index of each image's group; -1 where it has none
     * @param first (N) position of the first image with the same pixels, at most the image's own
     * @return (N) for each image the position of one that stands for all that must stay with it, itself if it stands alone
     */
    public static int[] joined(int[] group, int[] first) {
        int[] parent = new int[group.length];
        int[] ofGroup = new int[group.length];
        int groups = 0;
        for (int g : group) {
            groups = Math.max(groups, g + 1);
        }
        if (groups > ofGroup.length) {
            ofGroup = new int[groups];
        }
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
            join(parent, i, first[i]);
            if (group[i] >= 0) {
                if (ofGroup[group[i]] == 0) {
                    ofGroup[group[i]] = i + 1;
                }
                join(parent, i, ofGroup[group[i]] - 1);
            }
        }
        for (int i = 0; i < parent.length; i++) {
            parent[i] = root(parent, i);
        }
        return parent;
    }

    private static void join(int[] parent, int a, int b) {
        int rootA = root(parent, a);
        int rootB = root(parent, b);
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private static int root(int[] parent, int start) {
        int i = start;
        while (parent[i] != i) {
            parent[i] = parent[parent[i]]; // halves the way for the next one
            i = parent[i];
        }
        return i;
    }
}
