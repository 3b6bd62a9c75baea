package io.veilpool.model.policy;

import static io.veilpool.model.protocol.Verdict.FAIL;
import static io.veilpool.model.protocol.Verdict.INSUFFICIENT_EVIDENCE;
import static io.veilpool.model.protocol.Verdict.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ReportMachine;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeakagePolicyTest {
    private static final Thresholds LIMITS = new Thresholds(4, 0.2, 0.05, 0.9, 1_000, AttackEffort.NONE);
    private static final List<String> NAMES = List.of(
            "images",
            "top-1-lost",
            "relative-change",
            "reconstructor-ssim",
            "reconstructor-negative",
            "insider-index",
            "attack-library");

    @Test
    void passesWhatKeepsEveryLimitAndSaysSoOfEach() {
        List<LimitVerdict> verdicts = LeakagePolicy.judge(report(66, 1.5, -0.05, 0.9, 0.7), LIMITS);
        assertThat(verdicts).extracting(LimitVerdict::limit).containsExactlyElementsOf(NAMES);
        assertThat(verdicts).extracting(LimitVerdict::verdict).containsOnly(PASS);
        assertThat(LeakagePolicy.whole(verdicts)).isEqualTo(PASS);
        assertThat(LeakagePolicy.objections(verdicts)).isEmpty();
    }

    @Test
    void failsEachFigureThatIsBeyondItsLimit() {
        assertThat(objection(report(65.9, 1.5, 0, 0.5, 0.7), "top-1-lost", FAIL))
                .contains("4.10 points", "limit 4.00", "lower lambda");
        assertThat(objection(report(70, 0.1, 0, 0.5, 0.7), "relative-change", FAIL))
                .contains("0.100", "at least 0.200");
        assertThat(objection(report(70, 1, 0.15, 0.5, 0.7), "reconstructor-ssim", FAIL))
                .contains("0.150", "-0.050 and 0.140", "a guess without features has 0.140");
        assertThat(objection(report(70, 1, -0.06, 0.5, 0.7), "reconstructor-ssim", FAIL))
                .contains("-0.060");
        assertThat(objection(report(70, 1, 0, 0.91, 0.7), "insider-index", FAIL))
                .contains("0.91", "limit 0.90");
        AttackScore readable =
                new AttackScore(AttackScore.PUBLISHED_RECONSTRUCTOR, "", 0, 0, "1", 1_000, 0, 0.3, 0.1, 15, 0, 0, 0);
        assertThat(objection(
                        report(70, 1, 0.7, readable, score(AttackScore.INSIDER, 0.5, 0.5)),
                        "reconstructor-negative",
                        FAIL))
                .contains("negative", "0.300", "0.050");
        AttackScore wide =
                new AttackScore(AttackScore.INSIDER, "", 100, 10, "1", 1_000, 0.5, 0, 0.1, 15, 0.89, 0.87, 0.91);
        assertThat(objection(
                        report(70, 1, 0.7, score(AttackScore.PUBLISHED_RECONSTRUCTOR, 0, 0), wide),
                        "insider-index",
                        FAIL))
                .contains("0.89 (0.87 to 0.91)", "limit 0.90 for the upper end");
    }

    /** The guess has .14 here. */
    @Test
    void allowsAnSsimThatAGuessWithoutFeaturesHasToo() {
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(report(70, 1, 0.14, 0.5, 0.7), LIMITS)))
                .isEqualTo(PASS);
    }

    @Test
    void cannotTellFromTooFewImagesOrAnAttackerThatIsTooWeak() {
        assertThat(objection(
                        report(70, 1, 0, 0.5, 0.7),
                        new Thresholds(4, 0.2, 0.05, 0.9, 1_001, AttackEffort.NONE),
                        "images",
                        INSUFFICIENT_EVIDENCE))
                .contains("1,000 images of each kind", "1,001");
        assertThat(objection(report(70, 1, 0, 0.1, 0.15), "insider-index", INSUFFICIENT_EVIDENCE))
                .contains("0.150", "too weak");
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(
                        report(70, 1, 0, 1, 0.15), new Thresholds(4, 0.2, 0.05, 1, 1, AttackEffort.NONE))))
                .as("where the charter sets no limit on the insider, its attacker proves nothing anyway")
                .isEqualTo(PASS);
    }

    @Test
    void aBrokenLimitWeighsMoreThanMissingEvidence() {
        List<LimitVerdict> verdicts = LeakagePolicy.judge(
                report(60, 1, 0, 0.1, 0.15), new Thresholds(4, 0.2, 0.05, 0.9, 5_000, AttackEffort.NONE));
        assertThat(LeakagePolicy.objections(verdicts)).hasSize(3);
        assertThat(LeakagePolicy.whole(verdicts)).isEqualTo(FAIL);
        assertThat(LeakagePolicy.whole(List.of())).isEqualTo(INSUFFICIENT_EVIDENCE);
    }

    @Test
    void whatIsMissingKeepsNoLimit() {
        LeakageReport none = with(report(70, 1, 0, 0.5, 0.7), List.of(), AttackEffort.NONE, List.of());
        for (LeakageReport report : List.of(none, trials(none, trial(2, 0.1)))) {
            assertThat(LeakagePolicy.judge(report, LIMITS))
                    .filteredOn(verdict -> verdict.verdict() == FAIL)
                    .extracting(LimitVerdict::limit)
                    .containsExactly("reconstructor-ssim", "reconstructor-negative", "insider-index");
        }
    }

    @Test
    void theInsidersLimitBindsItOnTrainingImagesToo() throws InvalidJsonException {
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        assertThat(objection(onTrainingImages(sound, 0.95), "insider-index", FAIL))
                .contains("0.95 (0.95 to 0.95) on images that the DPM was trained on", "limit 0.90");
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(onTrainingImages(sound, 0.9), LIMITS)))
                .isEqualTo(PASS);
    }

    @Test
    void anInsiderThatWasNotScoredOnTrainingImagesProvesNothing() throws InvalidJsonException {
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        for (LeakageReport without :
                List.of(trained(sound, "null"), trained(sound, ProtocolJson.text(trial(2, 0.1))))) {
            assertThat(objection(without, "insider-index", INSUFFICIENT_EVIDENCE))
                    .as("nobody, an insider of another seed, of fewer steps, a control of fewer images")
                    .contains("not scored on images that the DPM was trained on");
        }
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(
                        trained(sound, "null"), new Thresholds(4, 0.2, 0.05, 1, 1, AttackEffort.NONE))))
                .as("where the charter sets no limit on the insider")
                .isEqualTo(PASS);
        assertThat(objection(
                        trained(
                                sound,
                                ProtocolJson.text(new InsiderTrial(
                                        score("control", 0.15, 1), score(AttackScore.INSIDER, 0.5, 0)))),
                        "insider-index",
                        INSUFFICIENT_EVIDENCE))
                .contains("0.150", "too weak");
        AttackScore few = new AttackScore(AttackScore.INSIDER, "", 100, 10, "1", 999, 0.5, 0, 0.1, 15, 0, 0, 0);
        assertThat(objection(
                        trained(sound, ProtocolJson.text(new InsiderTrial(score("control", 0.7, 1), few))),
                        "images",
                        INSUFFICIENT_EVIDENCE))
                .contains("999", "1,000");
    }

    private static LeakageReport onTrainingImages(LeakageReport report, double index) throws InvalidJsonException {
        return trained(
                report,
                ProtocolJson.text(new InsiderTrial(score("control", 0.7, 1), score(AttackScore.INSIDER, 0.5, index))));
    }

    private static LeakageReport trained(LeakageReport report, String trial) throws InvalidJsonException {
        return ProtocolJson.read(
                ProtocolJson.text(report)
                        .replaceFirst(
                                "\"onTrainingImages\":.*?,\"worstClasses\"",
                                "\"onTrainingImages\":" + trial + ",\"worstClasses\""),
                LeakageReport.class);
    }

    @Test
    void attackersOnSensitiveAttributesHaveALimitOfTheirOwnWhereTheCharterSetsOne() {
        Thresholds limits = new Thresholds(4, 0.2, 0.05, 1, 1_000, AttackEffort.SMOKE, 0.3);
        String name = LeakagePolicy.ATTRIBUTE_INFERENCE;
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        LeakageReport read = with(sound, sound.scores(), AttackEffort.SMOKE, List.of(outcome(name, 0.4, null)));
        LeakageReport hidden = with(sound, sound.scores(), AttackEffort.SMOKE, List.of(outcome(name, 0.2, null)));
        LeakageReport weak = with(sound, sound.scores(), AttackEffort.SMOKE, List.of(outcome(name, 0.2, "too weak")));
        LeakageReport notRun = with(sound, sound.scores(), AttackEffort.SMOKE, List.of());

        assertThat(objection(read, limits, name, FAIL)).contains("0.40", "limit of 0.30");
        assertThat(objection(weak, limits, name, INSUFFICIENT_EVIDENCE)).contains("Controls");
        assertThat(objection(notRun, limits, name, INSUFFICIENT_EVIDENCE)).contains("No attacker", "0.30");
        assertThat(LeakagePolicy.judge(hidden, limits))
                .filteredOn(verdict -> verdict.limit().equals(name))
                .extracting(LimitVerdict::verdict)
                .containsExactly(PASS);
        assertThat(LeakagePolicy.judge(read, LIMITS))
                .extracting(LimitVerdict::limit)
                .doesNotContain(name);
    }

    @Test
    void theInsidersLimitBindsEveryAttackThatKnowsNoMore() {
        assertThat(objection(library(outcome("known-pairs", 0.95, null)), "attack-library", FAIL))
                .contains("known-pairs 0.95", "limit of 0.90");
        assertThat(objection(library(outcome("known-pairs", 0.95, "it failed %1$s")), "attack-library", FAIL))
                .as("a weak attack that gets this much is no excuse")
                .contains("its controls failed: it failed %1$s");
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        assertThat(objection(
                        with(sound, sound.scores(), AttackEffort.NONE, List.of(outcome("known-pairs", 0.95, null))),
                        "attack-library",
                        FAIL))
                .as("whatever effort the report names")
                .contains("known-pairs");
        for (LeakageReport fine : List.of(
                library(outcome("known-pairs", 0.8, null)),
                library(outcome("informed-partner", 0.95, null)),
                library(outcome("separating-insider", 0.95, null)))) {
            assertThat(LeakagePolicy.whole(LeakagePolicy.judge(fine, LIMITS))).isEqualTo(PASS);
        }
    }

    @Test
    void aLibraryWithoutAnInsiderThatWorkedProvesNothing() {
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        for (List<AttackOutcome> outcomes :
                List.of(List.<AttackOutcome>of(), List.of(outcome("insider", 0, "its control failed")))) {
            LeakageReport report = with(sound, sound.scores(), AttackEffort.STANDARD, outcomes);
            assertThat(objection(report, "attack-library", INSUFFICIENT_EVIDENCE))
                    .contains("proves nothing");
        }
    }

    @Test
    void aCharterMayAskForTheLibraryAndThenForAnInsiderThatHadConverged() {
        Thresholds asking = new Thresholds(4, 0.2, 0.05, 0.9, 1_000, AttackEffort.STANDARD);
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        assertThat(objection(sound, asking, "attack-library", INSUFFICIENT_EVIDENCE))
                .contains("had the effort NONE; the charter asks for STANDARD");
        AttackOutcome converged = outcome("insider", 0.3, null);
        AttackOutcome climbing = outcome("insider", 0.3, null, false);
        for (AttackEffort effort : List.of(AttackEffort.STANDARD, AttackEffort.THOROUGH)) {
            LeakageReport report = with(sound, sound.scores(), effort, List.of(converged));
            assertThat(LeakagePolicy.whole(LeakagePolicy.judge(report, asking))).isEqualTo(PASS);
            LeakageReport early = with(sound, sound.scores(), effort, List.of(climbing));
            assertThat(objection(early, asking, "attack-library", INSUFFICIENT_EVIDENCE))
                    .contains("had not converged", "0.300");
            assertThat(LeakagePolicy.whole(LeakagePolicy.judge(early, LIMITS)))
                    .as("where the charter does not ask, a report that ran more is not worse off")
                    .isEqualTo(PASS);
        }
        LeakageReport smoke = with(sound, sound.scores(), AttackEffort.SMOKE, List.of(climbing));
        assertThat(objection(smoke, asking, "attack-library", INSUFFICIENT_EVIDENCE))
                .contains("SMOKE");
    }

    @Test
    void aCharterMayAskForMoreSeedsOfTheInsider() {
        Thresholds three = LIMITS.asking(3, false);
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        assertThat(objection(sound, three, "seeds", INSUFFICIENT_EVIDENCE)).contains("from 1 of", "at least 3");
        assertThat(objection(trials(sound, trial(2, 0.3)), three, "seeds", INSUFFICIENT_EVIDENCE))
                .contains("from 2 of");
        List<LimitVerdict> enough = LeakagePolicy.judge(trials(sound, trial(2, 0.3), trial(3, 0.4)), three);
        assertThat(enough).extracting(LimitVerdict::limit).startsWith("images", "seeds");
        assertThat(LeakagePolicy.whole(enough)).isEqualTo(PASS);
        for (Thresholds one : List.of(LIMITS, LIMITS.asking(1, false))) {
            assertThat(LeakagePolicy.judge(sound, one))
                    .extracting(LimitVerdict::limit)
                    .containsExactlyElementsOf(NAMES);
        }
    }

    @Test
    void seedsThatAreNotTheReportsAndTrialsOfASmallerBudgetCountForNothing() {
        Thresholds two = LIMITS.asking(2, false);
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        InsiderTrial right = trial(2, 0.3);
        AttackScore hasty =
                new AttackScore("insider", "", 100, 9, right.insider().seed(), 1_000, 0.5, 0, 0.1, 15, 0.3, 0.3, 0.3);
        InsiderTrial drawn = new InsiderTrial(score("control", 0.7, 1), score(AttackScore.INSIDER, 0.5, 0.3));
        for (InsiderTrial wrong : List.of(trial(3, 0.3), drawn, new InsiderTrial(right.control(), hasty))) {
            assertThat(objection(trials(sound, wrong), two, "seeds", INSUFFICIENT_EVIDENCE))
                    .contains("from 1 of");
        }
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(trials(sound, right), two)))
                .isEqualTo(PASS);
    }

    @Test
    void ofSeveralSeedsTheWorstCounts() {
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        LeakageReport unlucky = trials(sound, trial(2, 0.95), trial(3, 0.2));
        for (Thresholds limits : List.of(LIMITS, LIMITS.asking(3, false))) {
            assertThat(objection(unlucky, limits, "insider-index", FAIL))
                    .contains("is 0.95 (0.95 to 0.95), the worst of 3 seeds, and 0.00", "limit 0.90");
        }
        InsiderTrial right = trial(2, 0.3);
        AttackScore blind =
                new AttackScore("control", "", 100, 10, right.control().seed(), 1_000, 0.15, 0, 0.1, 15, 1, 1, 1);
        LeakageReport weak = trials(sound, new InsiderTrial(blind, right.insider()));
        assertThat(objection(weak, "insider-index", INSUFFICIENT_EVIDENCE)).contains("0.150", "too weak");
        AttackScore few =
                new AttackScore("insider", "", 100, 10, right.insider().seed(), 999, 0.5, 0, 0.1, 15, 0.3, 0.3, 0.3);
        assertThat(objection(trials(sound, new InsiderTrial(right.control(), few)), "images", INSUFFICIENT_EVIDENCE))
                .contains("Measured on 999");
    }

    @Test
    void aCharterMayCountConvergedAttackersOnly() {
        Thresholds asking = LIMITS.asking(1, true);
        LeakageReport climbing = library(outcome("known-pairs", 0.4, null, false));
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(climbing, LIMITS)))
                .as("where the charter does not ask")
                .isEqualTo(PASS);
        assertThat(objection(climbing, asking, "attack-library", INSUFFICIENT_EVIDENCE))
                .contains("known-pairs 0.40", "more effort");
        assertThat(objection(
                        with(climbing, climbing.scores(), AttackEffort.NONE, climbing.attacks()),
                        asking,
                        "attack-library",
                        INSUFFICIENT_EVIDENCE))
                .as("whatever effort the report names")
                .contains("known-pairs");
        assertThat(objection(library(outcome("known-pairs", 0.95, null, false)), asking, "attack-library", FAIL))
                .as("what is beyond the limit fails, converged or not")
                .contains("known-pairs 0.95");
        for (LeakageReport fine : List.of(
                library(outcome("known-pairs", 0.4, null)), library(outcome("informed-partner", 0.95, null, false)))) {
            assertThat(LeakagePolicy.whole(LeakagePolicy.judge(fine, asking))).isEqualTo(PASS);
        }
    }

    @Test
    void whereConvergedAttackersCountTheProbesInsiderNeedsOneOfTheLibraryBesideIt() {
        Thresholds asking = LIMITS.asking(1, true);
        assertThat(objection(report(69, 1, 0.01, 0.3, 0.7), asking, "insider-index", INSUFFICIENT_EVIDENCE))
                .contains("index 0.30", "had converged", "`attacks`");
        assertThat(objection(report(69, 1, 0.01, 0.95, 0.7), asking, "insider-index", FAIL))
                .contains("0.95");
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        LeakageReport early =
                with(sound, sound.scores(), AttackEffort.SMOKE, List.of(outcome("insider", 0.3, null, false)));
        assertThat(LeakagePolicy.judge(early, asking))
                .filteredOn(verdict -> verdict.verdict() == INSUFFICIENT_EVIDENCE)
                .extracting(LimitVerdict::limit)
                .containsExactly("insider-index", "attack-library");
        Thresholds unlimited = new Thresholds(4, 0.2, 0.05, 1, 1, AttackEffort.NONE).asking(1, true);
        assertThat(LeakagePolicy.whole(LeakagePolicy.judge(early, unlimited)))
                .as("where the charter sets no limit on the insider, its attackers prove nothing anyway")
                .isEqualTo(PASS);
    }

    @Test
    void aReportThatSaysOtherwiseThanItsFiguresContradictsItself() {
        LeakageReport bad = report(60, 1, 0, 0.5, 0.7);
        List<LimitVerdict> right = LeakagePolicy.judge(bad, LIMITS);
        assertThat(LeakagePolicy.agreesWithItself(with(bad, right))).isTrue();
        assertThat(LeakagePolicy.agreesWithItself(with(bad, List.of()))).isFalse();
        List<LimitVerdict> allPass = right.stream()
                .map(verdict -> new LimitVerdict(verdict.limit(), PASS, verdict.sentence()))
                .toList();
        assertThat(LeakagePolicy.agreesWithItself(with(bad, allPass))).isFalse();
        List<LimitVerdict> otherWords = right.stream()
                .map(verdict -> new LimitVerdict(verdict.limit(), verdict.verdict(), "in another version's words"))
                .toList();
        assertThat(LeakagePolicy.agreesWithItself(with(bad, otherWords))).isTrue();
    }

    @Test
    void namesAndFiguresInAReportAreBounded() {
        assertThatThrownBy(() -> outcome("%1$999999999f", 0.1, null)).hasMessageContaining("13 characters");
        assertThatThrownBy(() -> outcome("insider", -5, null)).hasMessageContaining("0.0 to 1.0");
        assertThatThrownBy(() -> outcome("insider", 0.1, "a line\nand another")).hasMessageContaining("one line");
        assertThatThrownBy(() -> score(AttackScore.INSIDER, 0.1, Double.NaN)).hasMessageContaining("was NaN");
        assertThatThrownBy(() -> report(Double.NaN, 1, 0, 0.5, 0.7)).hasMessageContaining("was NaN");
        assertThatThrownBy(() -> report(70, Double.NaN, 0, 0.5, 0.7)).hasMessageContaining("relative change");
        String json = ProtocolJson.text(outcome("insider", 0.3, null)).replace("\"insider\"", "\"In sider\"");
        assertThatThrownBy(() -> ProtocolJson.read(json, AttackOutcome.class)).isInstanceOf(InvalidJsonException.class);
        AttackScore insider = score(AttackScore.INSIDER, 0.5, 0.9);
        assertThatThrownBy(() -> report(70, 1, 0.7, insider, score(AttackScore.INSIDER, 0.1, 0.1)))
                .hasMessageContaining("one score of an attack");
        assertThatThrownBy(() -> new InsiderTrial(insider, score("control", 0.5, 0.9)))
                .hasMessageContaining("must name the attack 'insider'");
        LeakageReport sound = report(70, 1, 0, 0.5, 0.7);
        InsiderTrial[] ten = Collections.nCopies(10, trial(2, 0.3)).toArray(InsiderTrial[]::new);
        assertThatThrownBy(() -> trials(sound, ten)).hasMessageContaining("at most 9", "has 10");
    }

    private static String objection(LeakageReport report, String limit, Verdict verdict) {
        return objection(report, LIMITS, limit, verdict);
    }

    private static String objection(LeakageReport report, Thresholds limits, String limit, Verdict verdict) {
        List<LimitVerdict> objected = LeakagePolicy.judge(report, limits).stream()
                .filter(found -> found.verdict() != PASS)
                .toList();
        assertThat(objected).extracting(LimitVerdict::limit).containsExactly(limit);
        assertThat(objected.getFirst().verdict()).isEqualTo(verdict);
        return objected.getFirst().sentence();
    }

    /** Beside an insider's attack that worked. */
    private static LeakageReport library(AttackOutcome outcome) {
        LeakageReport sound = report(69, 1, 0.01, 0.3, 0.7);
        return with(
                sound,
                sound.scores(),
                AttackEffort.STANDARD,
                Stream.of(outcome("insider", 0.3, null), outcome).toList());
    }

    private static AttackOutcome outcome(String attack, double index, @Nullable String failure) {
        return outcome(attack, index, failure, true);
    }

    private static AttackOutcome outcome(String attack, double index, @Nullable String failure, boolean converged) {
        return new AttackOutcome(
                attack,
                "the published networks.",
                "decoder",
                "1",
                500,
                index,
                index,
                index,
                1,
                0,
                failure,
                new AttackOutcome.Reconstruction(converged, 0.3, 0, 0.2, 15, 50, index, index, index, index, index),
                List.of());
    }

    private static LeakageReport report(
            double top1Poisoned, double change, double ssim, double insiderIndex, double controlSsim) {
        return report(
                top1Poisoned,
                change,
                controlSsim,
                score(AttackScore.PUBLISHED_RECONSTRUCTOR, ssim, 0),
                score(AttackScore.INSIDER, 0.5, insiderIndex));
    }

    private static LeakageReport report(
            double top1Poisoned, double change, double controlSsim, AttackScore reconstructor, AttackScore insider) {
        return report(
                top1Poisoned,
                change,
                controlSsim,
                List.of(reconstructor, insider),
                AttackEffort.NONE,
                List.of(),
                List.of());
    }

    private static LeakageReport with(
            LeakageReport r, List<AttackScore> scores, AttackEffort effort, List<AttackOutcome> attacks) {
        return report(r.top1Poisoned(), r.relativeChange(), r.control().ssim(), scores, effort, attacks, r.verdicts());
    }

    private static LeakageReport with(LeakageReport r, List<LimitVerdict> verdicts) {
        return report(
                r.top1Poisoned(),
                r.relativeChange(),
                r.control().ssim(),
                r.scores(),
                r.attackEffort(),
                r.attacks(),
                verdicts);
    }

    private static LeakageReport report(
            double top1Poisoned,
            double change,
            double controlSsim,
            List<AttackScore> scores,
            AttackEffort effort,
            List<AttackOutcome> attacks,
            List<LimitVerdict> verdicts) {
        return report(top1Poisoned, change, controlSsim, scores, List.of(), effort, attacks, verdicts);
    }

    /** Nth trial of a report of seed 42. */
    private static InsiderTrial trial(int number, double index) {
        String seed = Long.toString(InsiderTrials.furtherSeeds("42", number).getLast());
        return new InsiderTrial(
                new AttackScore("control", "", 100, 10, seed, 1_000, 0.7, 0, 0.1, 15, 1, 1, 1),
                new AttackScore("insider", "", 100, 10, seed, 1_000, 0.5, 0, 0.1, 15, index, index, index));
    }

    private static LeakageReport trials(LeakageReport r, InsiderTrial... trials) {
        return report(
                r.top1Poisoned(),
                r.relativeChange(),
                r.control().ssim(),
                r.scores(),
                List.of(trials),
                r.attackEffort(),
                r.attacks(),
                r.verdicts());
    }

    private static LeakageReport report(
            double top1Poisoned,
            double change,
            double controlSsim,
            List<AttackScore> scores,
            List<InsiderTrial> trials,
            AttackEffort effort,
            List<AttackOutcome> attacks,
            List<LimitVerdict> verdicts) {
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                new UUID(0, 1),
                "e1",
                "",
                "",
                1,
                LeakageReport.SUITE,
                "42",
                "2".repeat(64),
                null,
                1_000,
                List.of(),
                new ReportMachine("a processor", 2, "an engine"),
                70,
                top1Poisoned,
                97,
                96,
                change,
                0.14,
                0.2,
                score("control", controlSsim, 1),
                score(AttackScore.PUBLISHED_RECONSTRUCTOR, 0.7, 1),
                scores,
                trials,
                new InsiderTrial(score("control", controlSsim, 1), score(AttackScore.INSIDER, 0.5, 0)),
                List.of(),
                effort,
                attacks,
                List.of(),
                LIMITS,
                verdicts,
                ReportTolerance.STATED,
                "some",
                Instant.EPOCH);
    }

    private static AttackScore score(String attack, double ssim, double index) {
        return new AttackScore(attack, "", 100, 10, "1", 1_000, ssim, 0, 0.1, 15, index, index, index);
    }
}
