package io.veilpool.experiments.run;

/**
 * What a run is of; two runs with one key measure the same thing.
 *
 * @param experiment command name, for instance {@code table1}
 * @param dataSet    name of the image set, never a path
 * @param world      {@code EQUAL} or {@code SKEWED}
 * @param seed       decides images, starts and batches
 * @param variant    what the experiment varies, for instance {@code narrow-paper}
 * @param budget     {@code full}, {@code quick} or {@code smoke}
 */
public record RunKey(String experiment, String dataSet, String world, long seed, String variant, String budget) {
    /** The same of another variant. */
    public RunKey of(String other) {
        return new RunKey(experiment, dataSet, world, seed, other, budget);
    }

    @Override
    public String toString() {
        return experiment + " " + variant + ", " + dataSet + " " + world + ", seed " + seed + ", " + budget;
    }
}
