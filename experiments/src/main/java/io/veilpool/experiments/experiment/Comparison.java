package io.veilpool.experiments.experiment;

/**
 * A row of a table: one of our figures beside the paper's.
 *
 * @param label    what it is
 * @param variant  run that has it
 * @param figure   its name there
 * @param paper    the paper's figure, NaN where it has none
 * @param decimals that are shown
 */
public record Comparison(String label, String variant, String figure, double paper, int decimals) {
    public static Comparison ours(String label, String variant, String figure, int decimals) {
        return new Comparison(label, variant, figure, Double.NaN, decimals);
    }
}
