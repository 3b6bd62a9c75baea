package io.veilpool.experiments.experiment;

import java.util.List;

/**
 * Two figures of each candidate against one another, with intervals of the second.
 *
 * @param name   file name without ending
 * @param xAxis  what stands to the right, with its unit
 * @param yAxis  what stands upwards, with its unit
 * @param points a candidate each; one without both figures is left out
 * @param levels second figures that have no first one, as lines across
 */
public record ScatterChart(
        String name, String title, String xAxis, String yAxis, List<Point> points, List<Comparison> levels)
        implements Chart {
    public ScatterChart {
        points = List.copyOf(points);
        levels = List.copyOf(levels);
    }

    /** One candidate. */
    public record Point(String label, Comparison x, Comparison y) {}
}
