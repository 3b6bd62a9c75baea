package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of images beside their classes.
 *
 * @param columns sensitive attributes
 * @param values  (A)(N) index of each attribute's value; -1 where it is not known
 * @param groups  (N) group of each image, -1 for none; null if there are no groups
 */
record ImageAttributes(List<AttributeColumn> columns, int[][] values, int @Nullable [] groups) {
    static final ImageAttributes NONE = new ImageAttributes(List.of(), new int[0][], null);

    static ImageAttributes of(ImageSource source) {
        AttributeTask task = source.attributes();
        if (task == null) {
            return NONE;
        }
        int[][] values = new int[task.sensitive().size()][source.size()];
        for (int a = 0; a < values.length; a++) {
            int attribute = a;
            Arrays.setAll(values[a], i -> source.sensitive(attribute, i));
        }
        int[] groups = null;
        if (task.group() != null) {
            groups = new int[source.size()];
            Arrays.setAll(groups, source::group);
        }
        return new ImageAttributes(task.sensitive(), values, groups);
    }

    /**
     * The same once of equal images only the first is kept: groups that share an image become one, and a sensitive value
     * that equal images contradict one another in is not known.
     *
     * @param first (N) position of the first image with the same pixels
     */
    ImageAttributes joined(int[] first) {
        int[][] agreed = new int[values.length][];
        for (int a = 0; a < values.length; a++) {
            agreed[a] = agreed(values[a], first);
        }
        return new ImageAttributes(columns, agreed, groups == null ? null : joined(groups, first));
    }

    private static int[] agreed(int[] values, int[] first) {
        int[] agreed = values.clone();
        boolean[] contradicted = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            int one = first[i];
            contradicted[one] |= agreed[one] >= 0 && values[i] >= 0 && agreed[one] != values[i];
            agreed[one] = agreed[one] < 0 ? values[i] : agreed[one];
        }
        for (int i = 0; i < values.length; i++) {
            agreed[i] = contradicted[first[i]] ? -1 : agreed[i];
        }
        return agreed;
    }

    private static int[] joined(int[] groups, int[] first) {
        int[] joined = Groups.joined(groups, first);
        boolean[] named = new boolean[groups.length];
        for (int i = 0; i < groups.length; i++) {
            named[joined[i]] |= groups[i] >= 0;
        }
        return Arrays.stream(joined).map(g -> named[g] ? g : -1).toArray();
    }

    ImageAttributes subset(int[] index) {
        int[][] chosen = new int[values.length][];
        for (int a = 0; a < values.length; a++) {
            chosen[a] = chosen(values[a], index);
        }
        return columns.isEmpty() && groups == null
                ? NONE
                : new ImageAttributes(columns, chosen, groups == null ? null : chosen(groups, index));
    }

    private static int[] chosen(int[] values, int[] index) {
        return Arrays.stream(index).map(i -> values[i]).toArray();
    }

    /** Sensitive attributes with their values; of images without any, nothing. */
    void digest(MessageDigest digest) {
        for (int a = 0; a < values.length; a++) {
            digest(digest, columns.get(a).name());
            columns.get(a).values().forEach(value -> digest(digest, value));
            ByteBuffer bytes = ByteBuffer.allocate(4 * values[a].length);
            for (int value : values[a]) {
                bytes.putInt(value);
            }
            digest.update(bytes.array());
        }
    }

    private static void digest(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
