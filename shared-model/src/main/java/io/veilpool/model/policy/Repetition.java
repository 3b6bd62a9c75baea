package io.veilpool.model.policy;

import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Holds a repeated leakage report against the first one, from the two alone; coordinator, agents and the verifier come to the same result.
 *
 * <p>The test: leakages of an attack agree if their 95 percent intervals over images, each widened by {@link ReportTolerance#leakage} for
 * what another seed of the attacker changes, overlap. An insider of several seeds stands with their means, since the worst of more is worse
 * by chance alone. The insider on images that the DPM was trained on is compared alike. Accuracies of D agree within {@link ReportTolerance#top1Poisoned} points and the two-sided 95
 * percent interval of a difference of two shares. What no seed decides, D's accuracy and R's SSIM on original features, agrees within
 * {@link ReportTolerance#top1Original} points and {@link ReportTolerance#reconstructorSsim}, which is for other processors' rounding. Both reports are of the same images, so the
 * intervals are wider than the difference that chance makes; the test finds gross differences, not small ones.
 */
public final class Repetition {
    private static final ReportTolerance TOLERANCE = ReportTolerance.STATED;
    private static final double NORMAL_95 = 1.96;

    private final LeakageReport first;
    private final LeakageReport repeated;
    private final List<String> found = new ArrayList<>();

    private Repetition(LeakageReport first, LeakageReport repeated) {
        this.first = first;
        this.repeated = repeated;
    }

    /**
     * Why the second report does not repeat the first one's measurement at all, one sentence each; empty if it does.
     *
     * @param seed  that was to be used
     * @param suite least version of the attackers that was to be used
     */
    public static List<String> obstacles(LeakageReport first, LeakageReport repeated, String seed, int suite) {
        Repetition both = new Repetition(first, repeated);
        both.same("entity", first.entity(), repeated.entity());
        both.same("release", first.releaseDigest(), repeated.releaseDigest());
        both.same("DPM", first.dpmCommitment(), repeated.dpmCommitment());
        both.same("set of held-back images", first.sampleCommitment(), repeated.sampleCommitment());
        both.same("number of held-back images", first.images(), repeated.images());
        if (!repeated.seed().equals(seed)) {
            both.add("It was made with seed %s; the re-run asks for %s.", repeated.seed(), seed);
        }
        if (repeated.suite() < suite) {
            both.add("It was made with attack suite %d; the re-run asks for %d or newer.", repeated.suite(), suite);
        }
        if (repeated.attackEffort().compareTo(first.attackEffort()) < 0) {
            both.add(
                    "Its attack library had the effort %s, that of the first report %s.",
                    repeated.attackEffort(), first.attackEffort());
        }
        for (AttackScore score : first.scores()) {
            both.sameBudget(score);
        }
        if (images(repeated.onTrainingImages()) < images(first.onTrainingImages())) {
            both.add(
                    "Its insider was scored on %d images that the DPM was trained on, that of the first report on %d.",
                    images(repeated.onTrainingImages()), images(first.onTrainingImages()));
        }
        if (first.onTrainingImages() != null && !InsiderTrials.isOnTrainingImages(repeated)) {
            both.add("Its insider was not the one that it scored on images that the DPM was trained on.");
        }
        int seeds = InsiderTrials.counted(repeated);
        if (seeds < InsiderTrials.counted(first)) {
            both.add(
                    "Its insider was trained from %d of the seeds that its own one decides, that of the first report from %d.",
                    seeds, InsiderTrials.counted(first));
        }
        return List.copyOf(both.found);
    }

    /**
     * In what the figures deviate, one sentence each; empty if they agree and keep the limits.
     *
     * @param limits of the charter that the answer is judged by
     */
    public static List<String> findings(LeakageReport first, LeakageReport repeated, Thresholds limits) {
        Repetition both = new Repetition(first, repeated);
        both.found.addAll(deviations(first, repeated));
        for (LimitVerdict verdict : LeakagePolicy.judge(repeated, limits)) {
            if (verdict.verdict() != Verdict.PASS) {
                both.add(
                        "The repeated figures do not keep the charter's limit %s: %s",
                        verdict.limit(), verdict.sentence());
            }
        }
        return List.copyOf(both.found);
    }

    /** In what the figures differ by more than is tolerated, whatever the limits. */
    public static List<String> deviations(LeakageReport first, LeakageReport repeated) {
        Repetition both = new Repetition(first, repeated);
        both.accuracy();
        both.scores();
        both.attacks();
        return List.copyOf(both.found);
    }

    private void same(String what, Object before, Object now) {
        if (!before.equals(now)) {
            add("It is about another %s (%s) than the first report (%s).", what, now, before);
        }
    }

    private static int images(@Nullable InsiderTrial onTrainingImages) {
        return onTrainingImages == null ? 0 : onTrainingImages.insider().images();
    }

    private void sameBudget(AttackScore score) {
        Optional<AttackScore> again = score(repeated, score.attack());
        if (again.isEmpty()) {
            add("It has no score of %s, the first report has.", score.attack());
        } else if (again.get().images() < score.images()
                || again.get().steps() < score.steps()
                || again.get().trainingImages() < score.trainingImages()) {
            add(
                    "Its %s had %d images, %d training images and %d steps, that of the first report %d, %d and %d.",
                    score.attack(),
                    again.get().images(),
                    again.get().trainingImages(),
                    again.get().steps(),
                    score.images(),
                    score.trainingImages(),
                    score.steps());
        }
    }

    private void accuracy() {
        apart("Top-1 on original features", first.top1Original(), repeated.top1Original(), TOLERANCE.top1Original());
        apart(
                "SSIM of the published reconstructor on original features",
                first.reconstructorOnOriginal().ssim(),
                repeated.reconstructorOnOriginal().ssim(),
                TOLERANCE.reconstructorSsim());
        double share = (first.top1Poisoned() + repeated.top1Poisoned()) / 200;
        double chance = 100 * NORMAL_95 * Math.sqrt(2 * share * (1 - share) / Math.max(1, first.images()));
        apart(
                "Top-1 on poisoned features",
                first.top1Poisoned(),
                repeated.top1Poisoned(),
                TOLERANCE.top1Poisoned() + chance);
    }

    private void apart(String what, double before, double now, double tolerance) {
        if (!(Math.abs(before - now) <= tolerance)) {
            add("%s is %.3f instead of %.3f, %.3f apart is tolerated.", what, now, before, tolerance);
        }
    }

    private void scores() {
        for (AttackScore score : first.scores()) {
            score(repeated, score.attack())
                    .ifPresent(again -> overlap(score.attack(), interval(first, score), interval(repeated, again)));
        }
        InsiderTrial before = first.onTrainingImages();
        InsiderTrial now = repeated.onTrainingImages();
        if (before != null && now != null) {
            overlap(
                    AttackScore.INSIDER + " on images that the DPM was trained on",
                    Interval.meanOf(List.of(before.insider())),
                    Interval.meanOf(List.of(now.insider())));
        }
    }

    private static Interval interval(LeakageReport report, AttackScore score) {
        return score.attack().equals(AttackScore.INSIDER)
                ? Interval.meanOf(InsiderTrials.insiders(report))
                : Interval.meanOf(List.of(score));
    }

    private void attacks() {
        for (AttackOutcome attack : first.attacks()) {
            Optional<AttackOutcome> again = repeated.attacks().stream()
                    .filter(other -> other.attack().equals(attack.attack()))
                    .findFirst();
            if (again.isEmpty()) {
                add("The attack %s of the library is missing in the repeated report.", attack.attack());
            } else {
                overlap(attack.attack() + " of the library", Interval.of(attack), Interval.of(again.get()));
            }
        }
    }

    private void overlap(String attack, Interval before, Interval now) {
        double apart = Math.max(now.low(), before.low()) - Math.min(now.high(), before.high());
        if (!(apart <= 2 * TOLERANCE.leakage())) {
            add(
                    "Leakage of %s is %s instead of %s: the intervals are %.2f apart, %.2f is tolerated.",
                    attack, now.inWords(), before.inWords(), apart, 2 * TOLERANCE.leakage());
        }
    }

    /** A leakage with its 95 percent interval. */
    private record Interval(double low, double value, double high) {
        static Interval of(AttackOutcome attack) {
            return new Interval(attack.low(), attack.leakage(), attack.high());
        }

        /** @param scores at least one */
        static Interval meanOf(List<AttackScore> scores) {
            return new Interval(
                    mean(scores, AttackScore::indexLow),
                    mean(scores, AttackScore::index),
                    mean(scores, AttackScore::indexHigh));
        }

        private static double mean(List<AttackScore> scores, ToDoubleFunction<AttackScore> figure) {
            return scores.stream().mapToDouble(figure).average().orElseThrow();
        }

        String inWords() {
            return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", value, low, high);
        }
    }

    private static Optional<AttackScore> score(LeakageReport report, String attack) {
        return report.scores().stream()
                .filter(score -> score.attack().equals(attack))
                .findFirst();
    }

    private void add(String sentence, Object... values) {
        found.add(String.format(Locale.ROOT, sentence, values));
    }
}
