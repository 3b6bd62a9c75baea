package io.veilpool.experiments.experiment;

import java.util.List;

/**
 * Groups of bars, ours with intervals beside the paper's.
 *
 * @param name file name without ending
 * @param axis what is measured, with its unit
 * @param bars from left to right; a label is a bar's name
 */
public record BarChart(String name, String title, String axis, List<Comparison> bars) implements Chart {}
