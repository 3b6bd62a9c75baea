package io.veilpool.demo.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.policy.LeakageGrade;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    private final String table = String.join("\n", ResultTable.lines(SampleResult.skewed()));

    @Test
    void fitsATerminal() {
        assertThat(ResultTable.lines(SampleResult.skewed()))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(132));
    }

    @Test
    void showsTheInsiderInTheSameLineAsThePapersScore() {
        assertThat(table.lines()
                        .filter(line -> line.startsWith("e3 "))
                        .findFirst()
                        .orElseThrow())
                .contains("+0.034")
                .contains("0.44")
                .contains("0.41 to 0.47");
    }

    @Test
    void saysPlainlyWhereThePoolDidNotHelp() {
        assertThat(table)
                .contains("The pool did not help e4: it did harm")
                .contains("The pool did not help e2: no difference")
                .doesNotContain("The pool did not help e1");
    }

    @Test
    void saysWhatWasCaughtAndWhatLeft() {
        assertThat(table)
                .contains("careless handed in 256 rows that nobody poisoned: quarantined.")
                .contains(
                        "e4 withdrew its 1,200 rows: snapshot 2 has 36,000 without them. Copies may be with e1, e2, e3.")
                .contains("Certificate: withdrawal.jws");
    }

    @Test
    void saysPlainlyThatTheGateCaughtNothing() {
        assertThat(String.join("\n", ResultTable.lines(SampleResult.neitherCaughtNorSucceeded())))
                .contains("256 rows that nobody poisoned: NOT caught")
                .contains("the pool is empty. Copies may be with nobody.");
    }

    @Test
    void readsTheInsidersIndexInWords() {
        assertThat(table)
                .contains(
                        "e1: an insider gets most of what unprotected features would show; protection relies on secrecy of the module.");
    }

    @Test
    void neverCallsLeakageZero() {
        Result found = SampleResult.skewed();
        Result.Poisoning p = found.poisoning().getFirst();
        Result.Poisoning nothing = new Result.Poisoning(
                p.entity(),
                p.top1Original(),
                p.top1Poisoned(),
                p.top5Original(),
                p.top5Poisoned(),
                p.l1Original(),
                p.l1Poisoned(),
                p.ssimOriginal(),
                p.ssimPoisoned(),
                0,
                p.insiderSsim(),
                0,
                .004,
                p.insiderL1(),
                p.ssimNegative(),
                p.controlSsim(),
                p.priorSsim(),
                p.insiderSteps(),
                p.insiderImages(),
                p.insiderRetrieval(),
                p.insiderScoredImages(),
                p.relativeChange(),
                p.dpm());
        Result none = new Result(
                found.data(),
                found.seed(),
                found.seconds(),
                found.preTraining(),
                found.reconstructor(),
                List.of(nothing),
                found.pool(),
                found.refinement(),
                found.poolOnlyDecider(),
                found.setting(),
                found.holdings(),
                found.departures(),
                found.unpoisoned(),
                found.withdrawal(),
                found.effort());
        assertThat(String.join("\n", ResultTable.lines(none))).contains("<.01    <.01 to <.01");
    }

    @Test
    void gradesByTheUpperEndOfTheInterval() {
        assertThat(LeakageGrade.of(.10)).isEqualTo(LeakageGrade.LOW);
        assertThat(LeakageGrade.of(.11)).isEqualTo(LeakageGrade.MODERATE);
        assertThat(LeakageGrade.of(.47)).isEqualTo(LeakageGrade.HIGH);
        assertThat(LeakageGrade.of(.51)).isEqualTo(LeakageGrade.BROKEN);
    }

    @Test
    void decidesByTheIntervalWhetherThePoolHelped() {
        assertThat(SampleResult.skewed().refinement().stream().map(Result.Refinement::verdict))
                .containsExactly(
                        PoolVerdict.HELPED, PoolVerdict.NO_DIFFERENCE, PoolVerdict.NO_DIFFERENCE, PoolVerdict.HURT);
    }

    @Test
    void warnsOfAnAttackerThatFailsEvenOnOriginalFeatures() {
        Result good = SampleResult.skewed(); // control .76, published reconstructor .70
        assertThat(good.weakAttacker()).isEmpty();
        Result weak = new Result(
                good.data(),
                good.seed(),
                good.seconds(),
                good.preTraining(),
                new Result.Reconstructor(.02, .9),
                good.poisoning(),
                good.pool(),
                good.refinement(),
                good.poolOnlyDecider(),
                good.setting(),
                good.holdings(),
                good.departures(),
                good.unpoisoned(),
                good.withdrawal(),
                good.effort());
        assertThat(String.join("\n", ResultTable.lines(weak))).contains("weak in this run", "0.76 only", "0.90");
    }
}
