package io.veilpool.model.policy;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The insider's attack of a report, from every seed that it was trained from. The first is the report's own, all others derive from it:
 * whoever chooses that one, an auditor for instance, has chosen them all.
 */
public final class InsiderTrials {
    private InsiderTrials() {}

    /**
     * Seeds of the trials beyond the first, in their order.
     *
     * @param reportSeed as a report names it
     * @param trials     with the first one, at least 1
     */
    public static List<Long> furtherSeeds(String reportSeed, int trials) {
        return IntStream.rangeClosed(2, trials)
                .mapToObj(trial -> Digests.seed(reportSeed + ":insider, trial " + trial))
                .toList();
    }

    /** From how many seeds its insider was trained, with at least the budget of the first trial; others' seeds count for nothing. */
    public static int counted(LeakageReport report) {
        return first(report).map(first -> 1 + further(report, first)).orElse(0);
    }

    private static int further(LeakageReport report, AttackScore first) {
        List<InsiderTrial> trials = report.insiderTrials();
        List<Long> seeds = furtherSeeds(report.seed(), 1 + trials.size());
        return Math.toIntExact(IntStream.range(0, trials.size())
                .filter(i -> isOf(trials.get(i), Long.toString(seeds.get(i)))
                        && hasBudget(trials.get(i).insider(), first)
                        && hasBudget(trials.get(i).control(), report.control()))
                .count());
    }

    /** Whether the very insider of the scores, of its seed and with its budget, was scored on images that the module was trained on. */
    static boolean isOnTrainingImages(LeakageReport report) {
        InsiderTrial trained = report.onTrainingImages();
        return trained != null
                && first(report)
                        .filter(first -> isOf(trained, first.seed())
                                && isAsTrained(trained.insider(), first)
                                && isAsTrained(trained.control(), report.control()))
                        .isPresent();
    }

    private static boolean isOf(InsiderTrial trial, String seed) {
        return trial.insider().seed().equals(seed) && trial.control().seed().equals(seed);
    }

    private static boolean hasBudget(AttackScore score, AttackScore first) {
        return score.images() >= first.images() && isAsTrained(score, first);
    }

    private static boolean isAsTrained(AttackScore score, AttackScore first) {
        return score.steps() >= first.steps() && score.trainingImages() >= first.trainingImages();
    }

    /** Scores of all trials, whatever their seeds. */
    static List<AttackScore> insiders(LeakageReport report) {
        return Stream.concat(
                        first(report).stream(), report.insiderTrials().stream().map(InsiderTrial::insider))
                .toList();
    }

    /** Their controls, and that on training images. */
    static List<AttackScore> controls(LeakageReport report) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(report.control()),
                                Optional.ofNullable(report.onTrainingImages()).stream()
                                        .map(InsiderTrial::control)),
                        report.insiderTrials().stream().map(InsiderTrial::control))
                .toList();
    }

    /** The trial that the limit on the insider's index counts; none without the first, whatever others there are. */
    static Optional<AttackScore> worst(LeakageReport report) {
        return first(report)
                .flatMap(first -> insiders(report).stream().max(Comparator.comparingDouble(InsiderTrials::upperEnd)));
    }

    /** Of an index; the interval of a few resamples may lie below it. */
    static double upperEnd(AttackScore score) {
        return Math.max(score.index(), score.indexHigh());
    }

    private static Optional<AttackScore> first(LeakageReport report) {
        return report.scores().stream()
                .filter(score -> score.attack().equals(AttackScore.INSIDER))
                .findFirst();
    }
}
