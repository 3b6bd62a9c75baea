package io.veilpool.pages;

import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.ReportMachine;
import io.veilpool.model.protocol.ReportReceipt;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A report as the profile balanced gives it, and its changes. */
final class SampleReports {
    static final UUID COLLABORATION = UUID.fromString("6a3a5a38-3c2b-4a35-b8a3-24de0f53e7f1");
    private static final Thresholds LIMITS = new Thresholds(3, 0.1, 0.35, 0.3, 500, AttackEffort.NONE);

    private SampleReports() {}

    static LeakageReport balanced() {
        return of("e1", attacks(), notRun(), RISK, LIMITS);
    }

    static final String RISK = "Leakage index of an insider with a small budget (300 steps on 6,000 images): 0.24 of 1;"
            + " even with the DPM's weights this attacker rebuilt little. Longer attacks rebuild more, and a low score of the"
            + " published reconstructor alone shows no safety.";

    static List<String> notRun() {
        return List.of(
                "linkage between two DPMs or rotations of this entity: there is one DPM",
                "membership inference: not built");
    }

    static List<AttackOutcome> attacks() {
        List<AttackOutcome> attacks = new ArrayList<>();
        attacks.add(
                rebuilding("insider", "the published networks, public images and the DPM itself.", .26, true, null));
        attacks.add(rebuilding("separating-insider", "the same, and separates the images of a row.", .33, false, null));
        attacks.add(rebuilding("informed-partner", "the DPM and all other images of a row.", .70, true, null));
        attacks.add(knownPairs(.18, .19, .21, .23, .22, .23));
        attacks.add(rebuilding("surrogate-dpms", "the recipe, public images and surrogates.", .22, true, null));
        attacks.add(rebuilding(
                "optimisation",
                "the published networks and time.",
                .04,
                true,
                "on original features it gets 0.12 only, 0.30 is needed."));
        attacks.add(new AttackOutcome(
                "reidentification",
                "the published networks and a gallery of candidates.",
                "nearest neighbour",
                "-4962768465676381896",
                250,
                .41,
                .36,
                .47,
                .99,
                .01,
                null,
                null,
                List.of()));
        return attacks;
    }

    static AttackOutcome rebuilding(
            String name, String knowledge, double leakage, boolean converged, @Nullable String failure) {
        return new AttackOutcome(
                name,
                knowledge,
                "decoder, 800 steps",
                "8437652912",
                250,
                leakage,
                leakage - .02,
                leakage + .02,
                .98,
                .01,
                failure,
                spread(leakage, converged),
                List.of());
    }

    static AttackOutcome knownPairs(double... leakage) {
        List<AttackOutcome.Variant> variants = new ArrayList<>();
        int pairs = 1;
        for (double value : leakage) {
            variants.add(new AttackOutcome.Variant(
                    "k=" + pairs, "ridge-3x3", pairs, 0, value, Math.max(0, value - .03), Math.min(1, value + .03)));
            pairs *= 4;
        }
        double last = leakage[leakage.length - 1];
        return new AttackOutcome(
                "known-pairs",
                "the published networks, public images and some of the victim's images with their rows.",
                "k=1024, ridge-3x3",
                "77",
                250,
                last,
                Math.max(0, last - .03),
                Math.min(1, last + .03),
                .98,
                .02,
                null,
                spread(last, true),
                variants);
    }

    private static AttackOutcome.Reconstruction spread(double leakage, boolean converged) {
        return new AttackOutcome.Reconstruction(
                converged,
                .28,
                -.05,
                .19,
                12.4,
                8.5,
                leakage,
                leakage + .1,
                leakage + .14,
                leakage + .2,
                leakage + .28);
    }

    static LeakageReport of(
            String entity, List<AttackOutcome> attacks, List<String> notRun, String risk, Thresholds limits) {
        LeakageReport unjudged = of(entity, attacks, notRun, risk, limits, List.of());
        return of(entity, attacks, notRun, risk, limits, LeakagePolicy.judge(unjudged, limits));
    }

    static LeakageReport of(
            String entity,
            List<AttackOutcome> attacks,
            List<String> notRun,
            String risk,
            Thresholds limits,
            List<io.veilpool.model.protocol.LimitVerdict> verdicts) {
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                COLLABORATION,
                entity,
                "5f2b".repeat(16),
                "c0de".repeat(16),
                1,
                LeakageReport.SUITE,
                "8127364512",
                "5a3e".repeat(16),
                null,
                600,
                List.of(),
                new ReportMachine("a processor", 2, "an engine"),
                58.6,
                62.0,
                95.8,
                96.1,
                .873,
                .14,
                .21,
                score("control", 1, .71),
                score(AttackScore.PUBLISHED_RECONSTRUCTOR, 1, .711),
                List.of(score(AttackScore.PUBLISHED_RECONSTRUCTOR, .27, .301), score(AttackScore.INSIDER, .24, .28)),
                List.of(),
                new InsiderTrial(score("control", 1, .71), score(AttackScore.INSIDER, .22, .27)),
                List.of(),
                attacks.isEmpty() ? AttackEffort.NONE : AttackEffort.STANDARD,
                attacks,
                notRun,
                limits,
                verdicts,
                ReportTolerance.STATED,
                risk,
                Instant.parse("2026-11-26T18:04:05Z"));
    }

    private static AttackScore score(String attack, double index, double ssim) {
        return new AttackScore(
                attack,
                attack.equals(AttackScore.INSIDER)
                        ? "the published networks, public images and the DPM itself"
                        : "the published networks only; the paper's own score",
                attack.equals(AttackScore.INSIDER) ? 6000 : 0,
                attack.equals(AttackScore.INSIDER) ? 300 : 0,
                "42",
                600,
                ssim,
                -.159,
                .187,
                12.1,
                index,
                Math.max(0, index - .01),
                Math.min(1, index + .01));
    }

    static Signatures signatures() {
        return new Signatures(
                "kEyOfTheEntity_thumbprint-abcdefghijklmnopq",
                new ReportReceipt(
                        1,
                        COLLABORATION,
                        "e1",
                        "ab".repeat(32),
                        2,
                        Verdict.PASS,
                        Instant.parse("2026-11-26T18:05:00Z")),
                "kEyOfTheCoordinator_thumbprint-abcdefghijkl");
    }

    static LeakageDocument kept(LeakageReport report) {
        return new LeakageDocument(report, "ab".repeat(32), signatures(), null, null);
    }
}
