package io.veilpool.pages;

import io.veilpool.model.policy.LeakageGrade;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every attacker got, each on a scale from the guess without features (0) to the same attack on original features or, of a
 * recognition, to all right (1).
 *
 * @param groups attacks that paint pictures, the probe's first with every seed of its insider, and attacks that tell which image a row is of
 * @param limit  on the upper end of the interval, of attacks that know no more than an insider
 */
record AttacksFigure(List<Group> groups, String limit, boolean limited) {
    private static final int MOST_WORDS = 400;

    record Group(String title, List<Row> rows) {}

    /**
     * One attacker.
     *
     * @param source   {@code probe} or {@code library}
     * @param warnings why the figure must not be taken as it stands; empty if it may
     */
    record Row(
            String name,
            String source,
            String knowledge,
            String value,
            String range,
            String grade,
            String control,
            List<String> warnings,
            Lane lane) {}

    static AttacksFigure of(LeakageReport report, List<AttackOutcome> shown) {
        double limit = report.limits().maxInsiderIndex();
        List<Row> rebuilding = new ArrayList<>();
        for (AttackScore score : report.scores()) {
            rebuilding.add(probe(report, score, limit));
        }
        for (int i = 0; i < report.insiderTrials().size(); i++) {
            rebuilding.add(trial(report, report.insiderTrials().get(i), i + 2, limit));
        }
        if (report.onTrainingImages() != null) {
            rebuilding.add(onTrainingImages(report, report.onTrainingImages(), limit));
        }
        List<Row> recognising = new ArrayList<>();
        for (AttackOutcome attack : shown) {
            (attack.reconstruction() == null ? recognising : rebuilding).add(library(attack, limit));
        }
        List<Group> groups = new ArrayList<>();
        groups.add(new Group("Attacks that rebuild images: leakage index", rebuilding));
        if (!recognising.isEmpty()) {
            groups.add(new Group("Attacks that tell which image a row is of: share right above chance", recognising));
        }
        return new AttacksFigure(groups, Text.index(limit), limit < 1);
    }

    private static Row probe(LeakageReport report, AttackScore score, double limit) {
        boolean insider = score.attack().equals(AttackScore.INSIDER);
        return probe(
                report,
                Text.attack(score.attack()),
                score.knowledge(),
                score,
                insider ? report.control() : report.reconstructorOnOriginal(),
                insider ? limit : null);
    }

    private static Row trial(LeakageReport report, InsiderTrial trial, int number, double limit) {
        return probe(
                report,
                Text.trial(number),
                "the same from another seed, " + trial.insider().seed() + "; the worst one counts",
                trial.insider(),
                trial.control(),
                limit);
    }

    private static Row onTrainingImages(LeakageReport report, InsiderTrial trained, double limit) {
        return probe(
                report,
                Text.ON_TRAINING_IMAGES,
                "the same attacker, on images that the DPM was trained on and whose rows are published",
                trained.insider(),
                trained.control(),
                limit);
    }

    private static Row probe(
            LeakageReport report,
            String name,
            String knowledge,
            AttackScore score,
            AttackScore control,
            @Nullable Double limit) {
        double gain = control.ssim() - report.priorSsim();
        List<String> warnings = gain >= LeakagePolicy.LEAST_CONTROL_GAIN
                ? List.of()
                : List.of("CONTROL FAILED: on original features it gets SSIM " + Text.index(control.ssim())
                        + ", a guess without features " + Text.index(report.priorSsim())
                        + ". A low figure here shows nothing.");
        return row(
                name,
                "probe",
                knowledge,
                new double[] {score.indexLow(), score.index(), score.indexHigh()},
                control.index(),
                limit,
                true,
                warnings);
    }

    private static Row library(AttackOutcome attack, double limit) {
        List<String> warnings = new ArrayList<>();
        if (attack.failure() != null) {
            warnings.add("CONTROLS FAILED: " + Text.clean(attack.failure(), MOST_WORDS)
                    + " A low figure here shows nothing.");
        }
        if (attack.reconstruction() != null && !attack.reconstruction().converged()) {
            warnings.add("NOT CONVERGED: more steps would get it more.");
        }
        return row(
                Text.attack(attack.attack()),
                "library",
                attack.knowledge(),
                new double[] {attack.low(), attack.leakage(), attack.high()},
                attack.positiveControl(),
                LeakagePolicy.underInsiderLimit(attack) ? limit : null,
                attack.reconstruction() != null,
                warnings);
    }

    /** @param interval lower end, value, upper end */
    private static Row row(
            String name,
            String source,
            String knowledge,
            double[] interval,
            double control,
            @Nullable Double limit,
            boolean rebuilds,
            List<String> warnings) {
        boolean failed = warnings.stream().anyMatch(warning -> warning.startsWith("CONTROL"));
        String range = Text.range(interval[0], interval[2]);
        Lane lane = new Lane(
                Lane.x(interval[1]),
                Lane.x(interval[0]),
                Lane.x(interval[2]),
                limit == null || limit >= 1 ? null : Lane.x(limit),
                Lane.x(control),
                failed ? "failed" : warnings.isEmpty() ? "good" : "open",
                "%s: leakage %s, 95 percent interval %s, prior 0, positive control %s%s"
                        .formatted(
                                name,
                                Text.index(interval[1]),
                                range,
                                Text.index(control),
                                limit == null ? "" : ", limit " + Text.index(limit)));
        String grade =
                LeakageGrade.of(Math.max(interval[1], interval[2])).name().toLowerCase(java.util.Locale.ROOT);
        return new Row(
                name,
                source,
                Text.clean(knowledge, MOST_WORDS),
                Text.index(interval[1]),
                range,
                failed ? "shows nothing" : rebuilds ? grade : "",
                Text.index(control),
                warnings,
                lane);
    }
}
