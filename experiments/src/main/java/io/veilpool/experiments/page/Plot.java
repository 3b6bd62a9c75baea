package io.veilpool.experiments.page;

import io.veilpool.experiments.experiment.BarChart;
import io.veilpool.experiments.experiment.Chart;
import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.experiment.ScatterChart;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as SVG. Where letters stand depends on the machine's fonts, so the bytes differ between machines. */
final class Plot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int SLANT = 30;

    private Plot() {}

    /** Whether the group has every bar, or some point. */
    static boolean shows(Chart chart, Group group) {
        return switch (chart) {
            case BarChart bars ->
                bars.bars().stream().allMatch(bar -> group.interval(bar).isPresent());
            case ScatterChart scatter -> scatter.points().stream().anyMatch(point -> has(point, group));
        };
    }

    static void write(Chart chart, Group group, String world, Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            VectorGraphicsEncoder.saveVectorGraphic(
                    switch (chart) {
                        case BarChart bars -> bars(bars, group, title(chart, group, world));
                        case ScatterChart scatter -> scatter(scatter, group, title(chart, group, world));
                    },
                    out,
                    VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        }
    }

    private static String title(Chart chart, Group group, String world) {
        return "%s: %s, %s, %s".formatted(chart.title(), group.dataSet(), world, group.budget());
    }

    private static double half(Interval interval) {
        return Double.isNaN(interval.half()) ? 0 : interval.half();
    }

    private static CategoryChart bars(BarChart chart, Group group, String title) {
        List<String> labels = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> intervals = new ArrayList<>();
        List<Double> paper = new ArrayList<>();
        for (Comparison bar : chart.bars()) {
            Interval interval = group.interval(bar).orElseThrow();
            labels.add(bar.label());
            ours.add(interval.mean());
            intervals.add(half(interval));
            paper.add(Double.isNaN(bar.paper()) ? 0 : bar.paper());
        }
        CategoryChart bars = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(chart.axis())
                .build();
        bars.getStyler().setXAxisLabelRotation(SLANT).setChartBackgroundColor(Color.WHITE);
        bars.addSeries("ours, 95 % interval", labels, ours, intervals);
        if (paper.stream().anyMatch(value -> value != 0)) {
            bars.addSeries("paper", labels, paper);
        }
        return bars;
    }

    private static boolean has(ScatterChart.Point point, Group group) {
        return group.interval(point.x()).isPresent()
                && group.interval(point.y()).isPresent();
    }

    static XYChart scatter(ScatterChart chart, Group group, String title) {
        XYChart plot = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(chart.xAxis())
                .yAxisTitle(chart.yAxis())
                .build();
        plot.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        plot.getStyler().setChartBackgroundColor(Color.WHITE);
        double right = 0;
        double lowest = 0;
        for (ScatterChart.Point point : chart.points()) {
            if (has(point, group)) {
                double x = group.interval(point.x()).orElseThrow().mean();
                Interval y = group.interval(point.y()).orElseThrow();
                right = Math.max(right, x);
                lowest = Math.min(lowest, y.mean() - half(y));
                double[] xs = {x};
                double[] ys = {y.mean()};
                if (Double.isNaN(y.half())) {
                    plot.addSeries(point.label(), xs, ys);
                } else {
                    plot.addSeries(point.label(), xs, ys, new double[] {y.half()});
                }
            }
        }
        for (Comparison level : chart.levels()) {
            Optional<Interval> y = group.interval(level);
            if (y.isPresent()) {
                double mean = y.get().mean();
                lowest = Math.min(lowest, mean);
                XYSeries line = plot.addSeries(level.label(), new double[] {0, right}, new double[] {mean, mean});
                line.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line).setMarker(SeriesMarkers.NONE);
            }
        }
        plot.getStyler().setXAxisMin(0.0).setYAxisMin(lowest);
        return plot;
    }
}
