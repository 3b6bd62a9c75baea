package io.veilpool.experiments.experiment;

/** A plot of the page. */
public sealed interface Chart permits BarChart, ScatterChart {
    /** File name without ending. */
    String name();

    /** Heading, without image set and budget. */
    String title();
}
