package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.Thresholds;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeakageGateTest {
    private static final Thresholds LIMITS = new Thresholds(4, 0.2, 0.05, 0.9);

    @Test
    void admitsWhatKeepsEveryLimit() {
        assertThat(LeakageGate.judge(findings(66, 1.5, -0.04, 0.9, 0.7), LIMITS))
                .isEqualTo(new LeakageVerdict.Admitted());
    }

    @Test
    void refusesTooMuchLostAccuracy() {
        assertThat(reasons(findings(65.9, 1.5, 0, 0.5, 0.7)))
                .singleElement()
                .asString()
                .contains("4.10 points", "limit 4.00");
    }

    @Test
    void refusesADpmThatStayedAtTheIdentity() {
        assertThat(reasons(findings(70, 0.1, 0, 0.5, 0.7)))
                .singleElement()
                .asString()
                .contains("0.100", "limit 0.200");
    }

    @Test
    void refusesBothSignsOfTheReconstructorsSsim() {
        assertThat(reasons(findings(70, 1, 0.06, 0.5, 0.7)))
                .singleElement()
                .asString()
                .contains("SSIM", "0.060", "0.050");
        assertThat(reasons(findings(70, 1, -0.06, 0.5, 0.7)))
                .singleElement()
                .asString()
                .contains("-0.060");
    }

    @Test
    void refusesAReadableNegativeAndTheUpperEndOfTheInsidersIndex() {
        assertThat(reasons(with(
                        new AttackScore(
                                LeakageFindings.PUBLISHED_RECONSTRUCTOR, "", 0, 0, 1, 1_000, 0, 0.3, 0.1, 15, 0, 0, 0),
                        score(LeakageFindings.INSIDER, 0.5, 0.5))))
                .singleElement()
                .asString()
                .contains("negative", "0.300", "0.050");
        assertThat(reasons(with(
                        score(LeakageFindings.PUBLISHED_RECONSTRUCTOR, 0, 0),
                        new AttackScore(
                                LeakageFindings.INSIDER, "", 100, 10, 1, 1_000, 0.5, 0, 0.1, 15, 0.89, 0.87, 0.91))))
                .singleElement()
                .asString()
                .contains("0.89 (0.87 to 0.91)", "limit 0.90 for the upper end");
    }

    @Test
    void refusesTooHighAnInsiderIndex() {
        assertThat(reasons(findings(70, 1, 0, 0.91, 0.7)))
                .singleElement()
                .asString()
                .contains("0.91", "limit 0.90");
    }

    @Test
    void refusesAnAttackerTooWeakToProveAnything() {
        assertThat(reasons(findings(70, 1, 0, 0.1, 0.15)))
                .singleElement()
                .asString()
                .contains("0.150", "too weak");
        assertThat(LeakageGate.judge(findings(70, 1, 0, 1, 0.15), new Thresholds(4, 0.2, 0.05, 1)))
                .as("where the charter sets no limit on the insider, its attacker proves nothing anyway")
                .isEqualTo(new LeakageVerdict.Admitted());
    }

    @Test
    void refusesWhatIsNotANumberAndNamesEveryReason() {
        assertThat(reasons(findings(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN)))
                .hasSize(5);
    }

    @Test
    void theInsidersLimitBindsEveryAttackThatKnowsNoMore() {
        LeakageFindings sound = findings(69, 1, 0.01, 0.3, 0.7);

        assertThat(reasons(library(sound, outcome("known-pairs", 0.95, null))))
                .singleElement()
                .asString()
                .contains("known-pairs", "0.95", "limit 0.90");
        assertThat(reasons(library(sound, outcome("known-pairs", 0.8, null)))).isEmpty();
        assertThat(reasons(library(sound, outcome("informed-partner", 0.95, null))))
                .as("knows more")
                .isEmpty();
        assertThat(reasons(library(sound, outcome("known-pairs", 0.95, "its control failed"))))
                .as("a weak attack that gets this much is no excuse")
                .singleElement()
                .asString()
                .contains("Its controls failed");
        LeakageFindings noInsider = sound.with(new AttackSuite.Findings(
                AttackEffort.STANDARD, List.of(outcome("insider", 0, "its control failed")), List.of()));
        assertThat(reasons(noInsider)).singleElement().asString().contains("proves nothing");
        assertThat(reasons(sound.with(new AttackSuite.Findings(AttackEffort.NONE, List.of(), List.of()))))
                .isEmpty();
    }

    @Test
    void residualRiskNamesTheStrongestAttackAndThoseThatFailed() {
        LeakageFindings findings = library(
                findings(69, 1, 0.01, 0.3, 0.7),
                outcome("known-pairs", 0.5, null),
                outcome("optimisation", 0.6, "its control failed"));

        assertThat(findings.residualRisk())
                .contains("is known-pairs, with an index of 0.50", "show nothing: optimisation");
    }

    /** Beside an insider's attack that worked. */
    private static LeakageFindings library(LeakageFindings findings, AttackOutcome... outcomes) {
        List<AttackOutcome> all = Stream.concat(Stream.of(outcome("insider", 0.3, null)), Stream.of(outcomes))
                .toList();
        return findings.with(new AttackSuite.Findings(AttackEffort.STANDARD, all, List.of()));
    }

    private static AttackOutcome outcome(String attack, double index, @Nullable String failure) {
        return new AttackOutcome(
                attack,
                "the published networks.",
                "decoder",
                1,
                500,
                index,
                index,
                index,
                1,
                0,
                failure,
                new AttackOutcome.Reconstruction(true, 0.3, 0, 0.2, 15, 50, index, index, index, index, index),
                List.of());
    }

    private static List<String> reasons(LeakageFindings findings) {
        return switch (LeakageGate.judge(findings, LIMITS)) {
            case LeakageVerdict.Admitted admitted -> List.of();
            case LeakageVerdict.Refused refused -> refused.reasons();
        };
    }

    private static LeakageFindings findings(
            double top1Poisoned, double change, double ssim, double insiderIndex, double controlSsim) {
        return findings(
                top1Poisoned,
                change,
                controlSsim,
                score(LeakageFindings.PUBLISHED_RECONSTRUCTOR, ssim, 0),
                score(LeakageFindings.INSIDER, 0.5, insiderIndex));
    }

    private static LeakageFindings with(AttackScore reconstructor, AttackScore insider) {
        return findings(70, 1, 0.7, reconstructor, insider);
    }

    private static LeakageFindings findings(
            double top1Poisoned, double change, double controlSsim, AttackScore reconstructor, AttackScore insider) {
        return new LeakageFindings(
                1_000,
                1_000,
                70,
                top1Poisoned,
                97,
                96,
                change,
                0.14,
                0.2,
                score(LeakageFindings.CONTROL, controlSsim, 1),
                score(LeakageFindings.PUBLISHED_RECONSTRUCTOR, 0.7, 1),
                List.of(reconstructor, insider),
                AttackEffort.NONE,
                List.of(),
                90,
                true,
                List.of(),
                "");
    }

    private static AttackScore score(String attack, double ssim, double index) {
        return new AttackScore(attack, "", 100, 10, 1, 1_000, ssim, 0, 0.1, 15, index, index, index);
    }
}
