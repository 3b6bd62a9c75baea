package io.veilpool.experiments.page;

import io.veilpool.experiments.bench.Speed;
import io.veilpool.experiments.experiment.Chart;
import io.veilpool.experiments.experiment.Experiment;
import io.veilpool.experiments.experiment.Section;
import io.veilpool.experiments.methods.CompareMethods;
import io.veilpool.experiments.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of results. Its text depends on the runs alone. */
public final class Page {
    public static final String NAME = "RESULTS.md";
    /** Where the runs lie, below the page's folder. */
    public static final String LINES = "results/runs.jsonl";

    private static final String PLOTS = "results/plots";

    private static final List<Section> SECTIONS = Stream.concat(
                    Experiment.ALL.stream(), Stream.of(new CompareMethods(), new Speed()))
            .toList();

    /** When gradients stopped depending on garbage collections; docs/frontier.md tells of it. */
    private static final Instant GRADIENTS_MENDED = Instant.parse("2026-11-26T17:06:00Z");

    private final List<RunRecord> records;

    public Page(List<RunRecord> records) {
        this.records = List.copyOf(records);
    }

    /** Writes page and plots. */
    public void write(Path folder) throws IOException {
        Path plots = folder.resolve(PLOTS);
        Files.createDirectories(plots);
        for (Section section : SECTIONS) {
            for (Group group : Group.of(section.name(), records)) {
                for (Chart chart : section.charts()) {
                    if (Plot.shows(chart, group)) {
                        Plot.write(chart, group, section.worldOf(group.world()), plots.resolve(file(chart, group)));
                    }
                }
            }
        }
        Path part = folder.resolve(NAME + ".part");
        Files.writeString(part, text());
        Files.move(part, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Markdown. */
    public String text() {
        StringBuilder page = new StringBuilder();
        page.append("# Results\n\n");
        page.append("Made by `bin/experiments page` from `").append(LINES).append("`; not to be edited. ");
        page.append(
                "Figures are means over seeds with the half width of their 95 % t interval; \"differs\" says on which ");
        page.append("side of the paper's figure ours lies, or that the paper's is within our interval.\n");
        long before = records.stream()
                .filter(run -> run.finished().isBefore(GRADIENTS_MENDED))
                .count();
        if (before > 0) {
            page.append(String.format(
                    Locale.ROOT,
                    "%n%,d of the %,d runs ended before %s, when a garbage collection could still change a factor in the gradients of the"
                            + " training step that it fell into ([docs/frontier.md](../docs/frontier.md), \"Garbage in gradients\"). They are what was measured; the same"
                            + " command does not give them again to the digit.%n",
                    before,
                    records.size(),
                    GRADIENTS_MENDED));
        }
        for (Section section : SECTIONS) {
            var groups = Group.of(section.name(), records);
            if (groups.isEmpty() && !section.alwaysShown()) {
                continue;
            }
            page.append("\n## ").append(section.title()).append("\n\n");
            page.append(section.reading()).append('\n');
            if (groups.isEmpty()) {
                page.append("\nNo runs yet; `bin/experiments ")
                        .append(section.name())
                        .append("` makes them.\n");
            }
            for (Group group : groups) {
                section(page, section, group);
            }
        }
        return page.toString();
    }

    private static void section(StringBuilder page, Section section, Group group) {
        page.append("\n### ")
                .append(group.dataSet())
                .append(", ")
                .append(section.worldOf(group.world()))
                .append(group.budget().equals("full") ? "" : ", " + group.budget() + ": shows directions only")
                .append('\n');
        Tables tables = new Tables(group);
        page.append(tables.narrow(section.rows()));
        section.tables().forEach(table -> page.append(tables.wide(table)));
        for (Chart chart : section.charts()) {
            if (Plot.shows(chart, group)) {
                page.append("\n![")
                        .append(chart.title())
                        .append("](")
                        .append(PLOTS)
                        .append('/')
                        .append(file(chart, group))
                        .append(")\n");
            }
        }
        page.append('\n').append(provenance(group));
    }

    private static String provenance(Group group) {
        StringBuilder text = new StringBuilder();
        List<RunRecord> failed =
                group.records().stream().filter(r -> r.failure() != null).toList();
        text.append(group.records().size())
                .append(" runs, ")
                .append(failed.size())
                .append(" of them failed");
        text.append(". Seeds ")
                .append(distinct(group, r -> Long.toString(r.key().seed())));
        text.append(". Commands: `").append(distinct(group, RunRecord::command)).append("`");
        text.append(". Images: ").append(distinct(group, r -> counts(r.images())));
        double seconds =
                group.records().stream().mapToDouble(RunRecord::seconds).sum();
        text.append(String.format(Locale.ROOT, ". %,.0f seconds on ", seconds));
        text.append(distinct(group, r -> r.hardware().text())).append(".\n");
        failed.stream()
                .sorted(Comparator.comparing(r -> r.key().toString()))
                .forEach(r -> text.append("\nFailed: ")
                        .append(r.key())
                        .append(": ")
                        .append(r.failure())
                        .append('\n'));
        return text.toString();
    }

    private static String distinct(Group group, java.util.function.Function<RunRecord, String> part) {
        return group.records().stream().map(part).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining("; "));
    }

    private static String counts(Map<String, Integer> images) {
        return new TreeMap<>(images)
                .entrySet().stream()
                        .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String file(Chart chart, Group group) {
        return chart.name() + "-" + group.slug() + ".svg";
    }
}
