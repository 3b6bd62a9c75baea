package io.veilpool.experiments.experiment;

import java.util.List;
import java.util.Locale;

/** What the page shows of the runs of one command. */
public interface Section {
    /** Name of its command, and of its runs' experiment. */
    String name();

    /** Heading of its section. */
    String title();

    /** What its figures mean and in what they differ from the paper's set-up, in sentences. */
    String reading();

    /** How a run's world is called in headings. */
    default String worldOf(String world) {
        return world.toLowerCase(Locale.ROOT) + " world";
    }

    /** Rows of its narrow table, a figure each; may be none. */
    default List<Comparison> rows() {
        return List.of();
    }

    /** Its wide tables; may be none. */
    default List<Table> tables() {
        return List.of();
    }

    /** Plots of its figures; may be none. */
    default List<Chart> charts() {
        return List.of();
    }

    /** Whether the page says so when it has no runs. */
    default boolean alwaysShown() {
        return true;
    }
}
