package io.veilpool.experiments.page;

import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.experiment.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Tables as Markdown: narrow ones with a figure in each line, wide ones with several. */
final class Tables {
    private final Group group;

    Tables(Group group) {
        this.group = group;
    }

    /** One figure a line, beside the paper's; empty if no run has any. */
    String narrow(List<Comparison> rows) {
        StringBuilder lines = new StringBuilder();
        for (Comparison row : rows) {
            group.interval(row)
                    .ifPresent(ours -> lines.append(joined(
                            List.of(row.label(), paper(row), ours(row, ours, true), direction(row.paper(), ours)))));
        }
        return lines.isEmpty() ? "" : head(List.of("", "paper", "ours", "differs")) + lines;
    }

    /** Several figures a line; empty if no run has any. */
    String wide(Table table) {
        List<String> columns = table.columns().stream()
                .filter(column -> table.lines().stream().anyMatch(line -> has(line, column)))
                .toList();
        if (columns.isEmpty()) {
            return "";
        }
        String first = table.columns().getFirst();
        boolean compared = table.lines().stream()
                .map(line -> line.cells().get(first))
                .filter(Objects::nonNull)
                .anyMatch(cell -> !Double.isNaN(cell.paper()));
        StringBuilder text = new StringBuilder();
        if (!table.title().isEmpty()) {
            text.append("\n**").append(table.title()).append("**\n");
        }
        List<String> heads = compared ? List.of("", "paper", "differs") : List.of("");
        text.append(head(Stream.concat(heads.stream(), columns.stream()).toList()));
        for (Table.Line line : table.lines()) {
            if (columns.stream().noneMatch(column -> has(line, column))) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(line.label()));
            if (compared) {
                Comparison cell = line.cells().get(first);
                cells.add(cell == null ? "" : paper(cell));
                cells.add(
                        cell == null
                                ? ""
                                : group.interval(cell)
                                        .map(ours -> direction(cell.paper(), ours))
                                        .orElse(""));
            }
            for (String column : columns) {
                Comparison cell = line.cells().get(column);
                cells.add(
                        cell == null
                                ? ""
                                : group.interval(cell)
                                        .map(ours -> ours(cell, ours, false))
                                        .orElse(""));
            }
            text.append(joined(cells));
        }
        return text.toString();
    }

    private boolean has(Table.Line line, String column) {
        Comparison cell = line.cells().get(column);
        return cell != null && group.interval(cell).isPresent();
    }

    private static String head(List<String> columns) {
        return "\n" + joined(columns) + "|" + "---|".repeat(columns.size()) + "\n";
    }

    private static String joined(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String paper(Comparison row) {
        return Double.isNaN(row.paper()) ? "" : number(row, row.paper());
    }

    private String ours(Comparison row, Interval ours, boolean saysOneSeed) {
        String half = Double.isNaN(ours.half()) ? "" : " ± " + number(row, ours.half());
        long seeds = group.seeds();
        boolean said = ours.values() < seeds || saysOneSeed && seeds == 1;
        String of = said ? " (%d of %d seeds)".formatted(ours.values(), seeds) : "";
        return number(row, ours.mean()) + half + of;
    }

    private static String number(Comparison row, double value) {
        return String.format(Locale.ROOT, "%." + row.decimals() + "f", value);
    }

    private static String direction(double paper, Interval ours) {
        if (Double.isNaN(paper)) {
            return "";
        }
        if (!Double.isNaN(ours.half()) && Math.abs(ours.mean() - paper) <= ours.half()) {
            return "within";
        }
        return ours.mean() > paper ? "higher" : "lower";
    }
}
