package io.veilpool.experiments.page;

import io.veilpool.experiments.experiment.BarChart;
import io.veilpool.experiments.experiment.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;

/** Bars as SVG. Where letters stand depends on the machine's fonts, so the bytes differ between machines. */
final class Plot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int SLANT = 30;

    private Plot() {}

    /** Whether the group has every bar. */
    static boolean shows(BarChart chart, Group group) {
        return chart.bars().stream().allMatch(bar -> group.interval(bar).isPresent());
    }

    static void write(BarChart chart, Group group, Path file) throws IOException {
        List<String> labels = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> intervals = new ArrayList<>();
        List<Double> paper = new ArrayList<>();
        for (Comparison bar : chart.bars()) {
            Interval interval = group.interval(bar).orElseThrow();
            labels.add(bar.label());
            ours.add(interval.mean());
            intervals.add(Double.isNaN(interval.half()) ? 0 : interval.half());
            paper.add(Double.isNaN(bar.paper()) ? 0 : bar.paper());
        }
        CategoryChart bars = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(chart.title() + ": " + group.dataSet() + ", " + group.budget())
                .yAxisTitle(chart.axis())
                .build();
        bars.getStyler().setXAxisLabelRotation(SLANT);
        bars.addSeries("ours, 95 % interval", labels, ours, intervals);
        if (paper.stream().anyMatch(value -> value != 0)) {
            bars.addSeries("paper", labels, paper);
        }
        try (var out = Files.newOutputStream(file)) {
            VectorGraphicsEncoder.saveVectorGraphic(bars, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        }
    }
}
