package io.veilpool.experiments.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.experiments.experiment.Experiment;
import io.veilpool.experiments.experiment.ScatterChart;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunRecord;
import io.veilpool.experiments.run.TestRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void committedPageIsWhatTheCommittedLinesGive() throws Exception {
        String committed = Files.readString(MODULE.resolve(Page.NAME));

        assertThat(new Page(RunFile.read(MODULE.resolve(Page.LINES))).text())
                .as("run bin/experiments page and commit what it makes")
                .isEqualTo(committed);
        Matcher links = Pattern.compile("]\\(([^)]+\\.svg)\\)").matcher(committed);
        while (links.find()) {
            assertThat(MODULE.resolve(links.group(1))).isRegularFile();
        }
    }

    @Test
    void putsOurMeanAndIntervalBesideThePapersFigure() {
        String page = new Page(List.of(table1(1, 78), table1(2, 79), table1(3, 80))).text();

        assertThat(page)
                // half width: 4.303 / sqrt(3) = 2.48
                .contains("| narrow backbone, paper's loss: original top-1 | 79.39 | 79.00 ± 2.48 | within |")
                .contains("| narrow backbone, paper's loss: poisoned top-1 | 78.88 | 50.00 ± 0.00 | lower |")
                .contains("| narrow backbone, paper's loss: restarts |  | 1.00 ± 0.00 |  |")
                .contains("beads, equal world")
                .contains("3 runs, 0 of them failed. Seeds 1; 2; 3")
                .contains("38 seconds on abacus, 2 cores, 1 threads, 24 GiB, Java 25, none")
                .doesNotContain("| wide backbone");
    }

    @Test
    void countsTheLastOfSeveralRunsOfOneKeyAndSaysWhatFailed() {
        String page =
                new Page(List.of(table1(1, 10), TestRecords.failed("table1", "wide-paper", 1), table1(1, 20))).text();

        assertThat(page)
                .contains("original top-1 | 79.39 | 20.00 (1 of 1 seeds) | lower |")
                .contains("2 runs, 1 of them failed")
                .contains("no DPM passed its checks");
    }

    @Test
    void putsSeveralFiguresOfALineBesideThePapersAndHidesColumnsThatNobodyHas() {
        Map<String, Double> figures = Map.of("row 1 top-1", 60.0, "row 7 top-1", 70.0, "row 7 twin", 71.5);
        String page = new Page(List.of(TestRecords.of("table5", "paper", 1, figures))).text();

        assertThat(page).contains("""
                        **paper**

                        |  | paper | differs | ours | twin |
                        |---|---|---|---|---|
                        | 1: e1 | 52.9 | higher | 60.0 |  |
                        | 7: e1 with e2's rows | 59.4 | higher | 70.0 | 71.5 |
                        """).doesNotContain("**balanced**");
    }

    @Test
    void drawsThePlotsThatItNames() throws Exception {
        List<RunRecord> records = List.of("narrow-paper", "narrow-product", "wide-paper", "wide-product").stream()
                .map(variant -> TestRecords.of("table1", variant, 1, Map.of("lost top-1", 1.5)))
                .toList();
        Page page = new Page(records);

        page.write(folder);

        assertThat(folder.resolve(Page.NAME)).hasContent(page.text());
        assertThat(page.text()).contains("](results/plots/table1-lost-beads-equal-full.svg)");
        assertThat(folder.resolve("results/plots/table1-lost-beads-equal-full.svg"))
                .content()
                .contains("<svg");
    }

    @Test
    void drawsCandidatesOfTheFrontierWithTheLevelsThatHaveNoLeakage() throws Exception {
        Map<String, Double> figures =
                Map.of("insider index", .2, "mean gain", 3.0, "mean gain averaged", 1.0, "mean gain of originals", 5.0);
        List<RunRecord> records = List.of(
                TestRecords.of("frontier", "balanced", 1, figures),
                TestRecords.of("frontier", "balanced", 2, figures),
                TestRecords.of("frontier", "strict", 1, Map.of("mean gain", 2.0)));
        ScatterChart mean = Experiment.ALL.stream()
                .flatMap(experiment -> experiment.charts().stream())
                .filter(ScatterChart.class::isInstance)
                .map(ScatterChart.class::cast)
                .filter(chart -> chart.name().equals("frontier-mean"))
                .findFirst()
                .orElseThrow();
        Group group = Group.of("frontier", records).iterator().next();

        assertThat(Plot.scatter(mean, group, "title").getSeriesMap())
                .containsOnlyKeys("balanced", "best pool of original features", "averaged deciders, no rows shared");
        new Page(records).write(folder);
        assertThat(folder.resolve("results/plots/frontier-mean-beads-equal-full.svg"))
                .isRegularFile();
        assertThat(folder.resolve("results/plots/frontier-e4-beads-equal-full.svg"))
                .doesNotExist();
    }

    private static RunRecord table1(long seed, double original) {
        return TestRecords.of(
                "table1",
                "narrow-paper",
                seed,
                Map.of("original top-1", original, "poisoned top-1", 50.0, "restarts", 1.0));
    }
}
