package io.veilpool.demo.images;

import io.veilpool.agent.dataset.AttributeSummary;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table of attributes a run takes for what. What is not chosen has a default: the group is the first column called person, patient,
 * subject, group or lesion, looked for in that order; the main attribute the first column whose values are 0 and 1, else the first
 * with 2 to 20 values; the sensitive attribute the first column behind it that has two values.
 *
 * @param main      columns whose combined values are the classes; null = default
 * @param sensitive null = default; {@value #NO_COLUMN} alone = none
 * @param group     null = default; {@value #NO_COLUMN} = none
 */
public record ColumnChoice(
        @Nullable List<String> main,
        @Nullable List<String> sensitive,
        @Nullable String group) {
    /** Stands for no column. */
    public static final String NO_COLUMN = "none";

    /** Nothing chosen. */
    public static final ColumnChoice DEFAULT = new ColumnChoice(null, null, null);

    private static final List<String> GROUPS = List.of("person", "patient", "subject", "group", "lesion");
    private static final List<String> BINARY = List.of("0", "1");
    private static final int MOST_BY_DEFAULT = 20;

    public ColumnChoice {
        main = main == null ? null : List.copyOf(main);
        sensitive = sensitive == null ? null : List.copyOf(sensitive);
    }

    /** What the columns of {@code table} mean. Throws if a chosen column is missing or no attribute. */
    public AttributeTask task(AttributeSummary table) throws UnusableImagesException {
        String together = group(table);
        List<AttributeColumn> classes = new ArrayList<>();
        for (String name : main == null ? List.of(defaultMain(table, together)) : main) {
            classes.add(attribute(table, name, "--main"));
        }
        List<AttributeColumn> hidden = new ArrayList<>();
        for (String name : sensitive == null ? defaultSensitive(table, classes, together) : sensitive) {
            if (!List.of(NO_COLUMN).equals(sensitive)) {
                hidden.add(attribute(table, name, "--sensitive"));
            }
        }
        return new AttributeTask(classes, hidden, together);
    }

    /** The columns' meanings in words. */
    public static String words(AttributeTask task) {
        String group = task.group();
        return "classes by " + names(task.main())
                + (task.sensitive().isEmpty() ? "" : ", sensitive " + names(task.sensitive()))
                + (group == null ? "" : ", images of one " + group + " stay together");
    }

    /** The choice as a run remembers it. */
    public String asText() {
        return "main %s, sensitive %s, group %s"
                .formatted(
                        main == null ? "by default" : String.join("+", main),
                        sensitive == null ? "by default" : String.join("+", sensitive),
                        group == null ? "by default" : group);
    }

    private static String names(List<AttributeColumn> columns) {
        return columns.stream().map(AttributeColumn::name).collect(Collectors.joining(" and "));
    }

    private @Nullable String group(AttributeSummary table) throws UnusableImagesException {
        if (group != null) {
            return group.equals(NO_COLUMN)
                    ? null
                    : column(table, group, "--group").name();
        }
        for (String usual : GROUPS) {
            for (AttributeSummary.Column column : table.attributes()) {
                if (column.name().toLowerCase(Locale.ROOT).equals(usual)) {
                    return column.name();
                }
            }
        }
        return null;
    }

    private static String defaultMain(AttributeSummary table, @Nullable String group) throws UnusableImagesException {
        AttributeSummary.Column best = null;
        for (AttributeSummary.Column column : table.attributes()) {
            int values = column.values().size();
            if (column.name().equals(group) || values < 2 || values > MOST_BY_DEFAULT) {
                continue;
            }
            if (column.values().equals(BINARY)) {
                return column.name();
            }
            best = best == null ? column : best;
        }
        if (best == null) {
            throw new UnusableImagesException(
                    "No column of attributes.csv has 2 to %d different values; name the columns that give the classes with --main. Columns: %s"
                            .formatted(MOST_BY_DEFAULT, known(table)));
        }
        return best.name();
    }

    private static List<String> defaultSensitive(
            AttributeSummary table, List<AttributeColumn> main, @Nullable String group) {
        List<String> taken = main.stream().map(AttributeColumn::name).toList();
        boolean behind = false;
        for (AttributeSummary.Column column : table.attributes()) {
            if (behind
                    && column.values().size() == 2
                    && !taken.contains(column.name())
                    && !column.name().equals(group)) {
                return List.of(column.name());
            }
            behind |= column.name().equals(taken.getFirst());
        }
        return List.of();
    }

    private static AttributeColumn attribute(AttributeSummary table, String name, String option)
            throws UnusableImagesException {
        AttributeSummary.Column column = column(table, name, option);
        if (column.values().size() < 2) {
            throw new UnusableImagesException("%s: column '%s' has %s different values, needed 2 to %,d; name another"
                    .formatted(
                            option,
                            column.name(),
                            column.categorical() ? column.values().size() : "more than " + AttributeSummary.MOST_VALUES,
                            AttributeSummary.MOST_VALUES));
        }
        return new AttributeColumn(column.name(), column.values());
    }

    private static AttributeSummary.Column column(AttributeSummary table, String name, String option)
            throws UnusableImagesException {
        for (AttributeSummary.Column column : table.attributes()) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        throw new UnusableImagesException(
                "%s: attributes.csv has no column '%s'. Columns: %s".formatted(option, name, known(table)));
    }

    private static String known(AttributeSummary table) {
        return table.attributes().stream().map(AttributeSummary.Column::name).collect(Collectors.joining(", "));
    }
}
