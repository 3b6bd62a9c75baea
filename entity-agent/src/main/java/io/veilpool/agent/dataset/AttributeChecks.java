package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Whether the columns of images to train with tell anything apart. */
public final class AttributeChecks {
    private AttributeChecks() {}

    /** Refuses a column with one value only, and a sensitive column that says the same as a main one in every row. Sets without a table pass. */
    public static void require(ImageSource source) throws UnusableImagesException {
        AttributeTask task = source.attributes();
        if (task == null) {
            return;
        }
        Map<String, Integer> labels = new HashMap<>();
        task.classes(Integer.MAX_VALUE).forEach(name -> labels.put(name, labels.size()));
        int[] label = IntStream.range(0, source.size())
                .map(i -> labels.get(source.className(i)))
                .toArray();
        for (int a = 0; a < task.main().size(); a++) {
            int attribute = a;
            requireVaried(task.main().get(a), source.size(), i -> task.value(label[i], attribute), "main");
        }
        for (int s = 0; s < task.sensitive().size(); s++) {
            int sensitive = s;
            AttributeColumn column = task.sensitive().get(s);
            requireVaried(column, source.size(), i -> source.sensitive(sensitive, i), "sensitive");
            for (int a = 0; a < task.main().size(); a++) {
                int attribute = a;
                if (isSame(
                        source.size(),
                        i -> task.value(label[i], attribute),
                        task.main().get(a).values().size(),
                        i -> source.sensitive(sensitive, i),
                        column.values().size())) {
                    throw new UnusableImagesException(
                            "Column '%s' (sensitive) says the same as '%s' (main) in every row: no row can tell the one and hide the other; choose another sensitive column"
                                    .formatted(column.name(), task.main().get(a).name()));
                }
            }
        }
    }

    private static void requireVaried(AttributeColumn column, int images, IntUnaryOperator value, String meaning)
            throws UnusableImagesException {
        int[] known = IntStream.range(0, images)
                .map(value)
                .filter(v -> v >= 0)
                .distinct()
                .limit(2)
                .toArray();
        if (known.length < 2) {
            throw new UnusableImagesException(
                    "Column '%s' (%s) has %s in all %,d images to train with, so nothing can be told apart by it: add images with another value, or leave the column out of the collaboration's attributes"
                            .formatted(
                                    column.name(),
                                    meaning,
                                    known.length == 0
                                            ? "no known value"
                                            : "the one value '"
                                                    + column.values().get(known[0]) + "'",
                                    images));
        }
    }

    /** Whether each value of one goes with one value of the other, both ways, wherever both are known. */
    private static boolean isSame(int images, IntUnaryOperator one, int ofOne, IntUnaryOperator other, int ofOther) {
        int[] forward = new int[ofOne];
        int[] backward = new int[ofOther];
        Arrays.fill(forward, -1);
        Arrays.fill(backward, -1);
        for (int i = 0; i < images; i++) {
            int a = one.applyAsInt(i);
            int b = other.applyAsInt(i);
            if (b < 0) {
                continue;
            }
            if (forward[a] >= 0 && forward[a] != b || backward[b] >= 0 && backward[b] != a) {
                return false;
            }
            forward[a] = b;
            backward[b] = a;
        }
        return true;
    }
}
