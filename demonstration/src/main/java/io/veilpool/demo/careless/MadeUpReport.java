package io.veilpool.demo.careless;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ReportMachine;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.Thresholds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;

/** A report whose every figure keeps the charter's limits, because none of them was measured. The same release gives the same report. */
final class MadeUpReport {
    /** Of no DPM. */
    static final String DPM_COMMITMENT = Digests.sha256("there is no DPM".getBytes(StandardCharsets.UTF_8));

    private static final String SAMPLE_COMMITMENT =
            Digests.sha256("there are no held-back images".getBytes(StandardCharsets.UTF_8));
    private static final String SEED = "1";
    private static final int IMAGES = 1_000;

    private MadeUpReport() {}

    /** @param date that it bears; agents give milliseconds */
    static LeakageReport of(EnrolmentView enrolment, String releaseDigest, int rotation, Instant date) {
        LeakageReport figures = of(enrolment, releaseDigest, rotation, date, List.of());
        return of(enrolment, releaseDigest, rotation, date, LeakagePolicy.judge(figures, figures.limits()));
    }

    private static LeakageReport of(
            EnrolmentView enrolment, String releaseDigest, int rotation, Instant date, List<LimitVerdict> verdicts) {
        Thresholds limits = enrolment.charter().charter().thresholds();
        double index = limits.maxInsiderIndex() / 2;
        int images = Math.max(IMAGES, limits.leastImages());
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                enrolment.collaborationId(),
                enrolment.entityName(),
                releaseDigest,
                DPM_COMMITMENT,
                rotation,
                LeakageReport.SUITE,
                SEED,
                SAMPLE_COMMITMENT,
                null,
                images,
                Collections.nCopies(enrolment.charter().charter().classes().size(), 0),
                new ReportMachine("none: made up", 1, "none"),
                60,
                60 - limits.maxTop1Lost() / 2,
                95,
                95,
                2 * limits.minRelativeChange(),
                .15,
                .2,
                score("control", images, .7, .06, 1),
                score("reconstructor-on-original", images, .7, .06, 1),
                List.of(
                        score(AttackScore.PUBLISHED_RECONSTRUCTOR, images, limits.maxReconstructorSsim() / 2, .2, 0),
                        score(AttackScore.INSIDER, images, .25, .15, index)),
                List.of(),
                new InsiderTrial(
                        score("control", images, .7, .06, 1), score(AttackScore.INSIDER, images, .25, .15, index)),
                List.of(),
                AttackEffort.NONE,
                List.of(),
                List.of("all: nothing was measured"),
                limits,
                verdicts,
                ReportTolerance.STATED,
                "Unknown: this report belongs to a demonstration of a careless member, and its figures are made up.",
                date.truncatedTo(ChronoUnit.MILLIS));
    }

    private static AttackScore score(String attack, int images, double ssim, double l1, double index) {
        return new AttackScore(
                attack, "none: made up", 0, 0, SEED, images, ssim, -ssim / 2, l1, 15, index, index, index);
    }
}
