package io.veilpool.coordinator.collaboration;

import static io.veilpool.coordinator.collaboration.CharterRules.shortened;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pure decision: whether a charter's task, attributes and classes hold together. */
final class AttributeRules {
    private static final int MOST_COLUMNS = 100;
    private static final int MOST_VALUES = 1_000;
    private static final int MOST_CHARACTERS = 60;

    private AttributeRules() {}

    static void check(Charter charter, List<String> found) {
        AttributeTask attributes = charter.attributes();
        switch (charter.task()) {
            case "classification" -> {
                if (attributes != null) {
                    found.add("task 'classification' is of class folders and has no attributes; call it '"
                            + AttributeTask.TASK + "', or leave them out.");
                }
            }
            case AttributeTask.TASK -> attributes(charter, found);
            default ->
                found.add("task must be 'classification' or '" + AttributeTask.TASK + "', was '"
                        + shortened(charter.task()) + "'.");
        }
    }

    private static void attributes(Charter charter, List<String> found) {
        AttributeTask attributes = charter.attributes();
        if (attributes == null) {
            found.add("task '" + AttributeTask.TASK + "' needs attributes.");
            return;
        }
        int before = found.size();
        int columns = attributes.main().size() + attributes.sensitive().size();
        if (attributes.main().isEmpty() || columns > MOST_COLUMNS) {
            found.add("attributes must have at least one main one and at most " + MOST_COLUMNS + " in all, were "
                    + attributes.main().size() + " main and "
                    + attributes.sensitive().size() + " sensitive.");
        }
        attributes.main().forEach(column -> column("attributes.main", column, found));
        attributes.sensitive().forEach(column -> column("attributes.sensitive", column, found));
        distinct(attributes, found);
        if (found.size() == before) {
            classes(charter, attributes, found);
        }
    }

    private static void column(String at, AttributeColumn column, List<String> found) {
        name(at, column.name(), found);
        List<String> values = column.values();
        if (values.size() < 2 || values.size() > MOST_VALUES || new HashSet<>(values).size() != values.size()) {
            found.add(at + " '" + shortened(column.name()) + "' must have 2 to " + MOST_VALUES
                    + " distinct values, has " + values.size() + ".");
        }
        values.forEach(value -> name(at + " '" + shortened(column.name()) + "' value", value, found));
    }

    private static void name(String at, @Nullable String name, List<String> found) {
        if (name == null
                || name.isBlank()
                || name.length() > MOST_CHARACTERS
                || !name.equals(name.strip())
                || name.chars().anyMatch(c -> Character.isISOControl(c) || c == '/' || c == ';' || c == '=')) {
            found.add(at + " must be 1 to " + MOST_CHARACTERS + " printable characters without '/', ';' and '=', was '"
                    + shortened(String.valueOf(name)) + "'.");
        }
    }

    private static void distinct(AttributeTask attributes, List<String> found) {
        Set<String> seen = new HashSet<>();
        Stream.of(
                        attributes.main().stream().map(AttributeColumn::name),
                        attributes.sensitive().stream().map(AttributeColumn::name),
                        Stream.ofNullable(attributes.group()))
                .flatMap(names -> names)
                .filter(name -> !seen.add(name))
                .forEach(name -> found.add("Column '" + shortened(name)
                        + "' has two meanings in attributes; it is main, sensitive or the group, not more than one."));
    }

    private static void classes(Charter charter, AttributeTask attributes, List<String> found) {
        try {
            List<String> right = attributes.classes(CharterRules.MAX_CLASSES);
            if (!right.equals(charter.classes())) {
                found.add("classes must be the combinations of the main attributes' values, "
                        + shortened(right.toString()) + ", were "
                        + shortened(charter.classes().toString()) + ".");
            }
        } catch (IllegalArgumentException e) {
            found.add(e.getMessage() + ".");
        }
    }
}
