package io.veilpool.model.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of the members' {@code attributes.csv} mean to the collaboration.
 *
 * @param main      attributes that deciders are to tell, at least one; a row's class is one value of each of them
 * @param sensitive attributes that rows should not tell; may be none. Their values never leave an entity
 * @param group     column whose images belong together, a person or a patient, and never lie on two sides of a split; null if there is none
 */
public record AttributeTask(
        List<AttributeColumn> main,
        List<AttributeColumn> sensitive,
        @Nullable String group) {
    /** {@link Charter#task()} of a charter that has one. */
    public static final String TASK = "attributes";

    private static final String SEPARATOR = ";";

    public AttributeTask {
        main = List.copyOf(main);
        sensitive = List.copyOf(sensitive);
    }

    /**
     * Names of the classes: every combination of the main attributes' values, the last attribute's changing fastest, each as
     * {@code name=value}, several joined by semicolons.
     *
     * @throws IllegalArgumentException if there are more than {@code most}
     */
    public List<String> classes(int most) {
        List<String> names = List.of("");
        for (AttributeColumn column : main) {
            if ((long) names.size() * column.values().size() > most) {
                throw new IllegalArgumentException(
                        "the main attributes have more than %,d combinations of values; name fewer".formatted(most));
            }
            List<String> longer = new ArrayList<>();
            for (String name : names) {
                for (String value : column.values()) {
                    longer.add((name.isEmpty() ? "" : name + SEPARATOR) + column.name() + "=" + value);
                }
            }
            names = longer;
        }
        return List.copyOf(names);
    }

    /**
     * Index into {@link #classes} of one value for each main attribute.
     *
     * @param values indices of values, in the order of {@link #main}
     */
    public int classOf(int[] values) {
        int index = 0;
        for (int a = 0; a < values.length; a++) {
            index = index * main.get(a).values().size() + values[a];
        }
        return index;
    }

    /** Index of main attribute {@code a}'s value in a class; the inverse of {@link #classOf}. */
    public int value(int classIndex, int a) {
        int rest = classIndex;
        for (int later = main.size() - 1; later > a; later--) {
            rest /= main.get(later).values().size();
        }
        return rest % main.get(a).values().size();
    }
}
