package io.veilpool.agent.evaluation;

import io.veilpool.model.metric.BinaryDecisions;
import io.veilpool.model.metric.ClassScores;
import io.veilpool.model.protocol.AttributeTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well one main attribute is told. A decider decides among combinations of values; an attribute's probability is the sum over those
 * that have its value. A score that the test images can't give, for instance since they have one value only, is null.
 *
 * @param attribute            its name
 * @param accuracy             0 to 1
 * @param balancedAccuracy     mean over values of the share of their images that was right
 * @param auc                  area under the ROC curve, mean over values, each against all others
 * @param meanAveragePrecision the same of average precision
 * @param matthews             the same of Matthews' correlation; of two values that of either, -1 to 1
 */
public record AttributeScores(
        String attribute,
        double accuracy,
        @Nullable Double balancedAccuracy,
        @Nullable Double auc,
        @Nullable Double meanAveragePrecision,
        @Nullable Double matthews) {

    /**
     * @param probabilities (N)(K) of each image of each class
     * @param labels        (N) classes
     * @return of each main attribute, in the charter's order
     */
    public static List<AttributeScores> of(AttributeTask task, double[][] probabilities, int[] labels) {
        List<AttributeScores> scores = new ArrayList<>();
        for (int a = 0; a < task.main().size(); a++) {
            int attribute = a;
            int values = task.main().get(a).values().size();
            double[][] ofValues = Arrays.stream(probabilities)
                    .map(row -> summed(task, attribute, values, row))
                    .toArray(double[][]::new);
            int[] truth = IntStream.of(labels)
                    .map(label -> task.value(label, attribute))
                    .toArray();
            scores.add(of(task.main().get(a).name(), values, ofValues, truth));
        }
        return scores;
    }

    private static double[] summed(AttributeTask task, int attribute, int values, double[] ofClasses) {
        double[] sums = new double[values];
        for (int k = 0; k < ofClasses.length; k++) {
            sums[task.value(k, attribute)] += ofClasses[k];
        }
        return sums;
    }

    private static AttributeScores of(String name, int values, double[][] ofValues, int[] truth) {
        int[] decided = ClassScores.decisions(ofValues);
        double right = IntStream.range(0, truth.length)
                .filter(i -> decided[i] == truth[i])
                .count();
        return new AttributeScores(
                name,
                right / truth.length,
                known(ClassScores.balancedAccuracy(decided, truth)),
                known(ClassScores.meanAuc(ofValues, truth)),
                known(ClassScores.meanAveragePrecision(ofValues, truth)),
                known(matthews(values, decided, truth)));
    }

    private static double matthews(int values, int[] decided, int[] truth) {
        return IntStream.range(0, values)
                .mapToDouble(value ->
                        BinaryDecisions.of(is(decided, value), is(truth, value)).matthews())
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private static boolean[] is(int[] values, int value) {
        boolean[] is = new boolean[values.length];
        for (int i = 0; i < is.length; i++) {
            is[i] = values[i] == value;
        }
        return is;
    }

    private static @Nullable Double known(double score) {
        return Double.isFinite(score) ? score : null;
    }

    /** One line for people. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%s: accuracy %.1f %%, balanced %s, AUC %s, mean average precision %s, Matthews' correlation %s",
                attribute,
                100 * accuracy,
                shown(balancedAccuracy),
                shown(auc),
                shown(meanAveragePrecision),
                shown(matthews));
    }

    private static String shown(@Nullable Double score) {
        return score == null ? "not known" : String.format(Locale.ROOT, "%.3f", score);
    }
}
