package io.veilpool.model.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Thresholds;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    private static final LeakageReport FIRST = LeakageReportSchemaTest.report();
    private static final Thresholds LIMITS = FIRST.limits();

    @Test
    void theSameReportAgreesWithItself() {
        assertThat(Repetition.obstacles(FIRST, FIRST, FIRST.seed(), FIRST.suite()))
                .isEmpty();
        assertThat(Repetition.findings(FIRST, FIRST, LIMITS)).isEmpty();
    }

    @Test
    void accuraciesMayDifferAsFarAsStated() throws InvalidJsonException {
        assertThat(findings("\"top1Original\":70.0", "\"top1Original\":70.4")).isEmpty();
        assertThat(findings("\"top1Original\":70.0", "\"top1Original\":70.6"))
                .singleElement()
                .asString()
                .contains("Top-1 on original features is 70.600 instead of 70.000");
        // 500 images: two points, and 1.96 standard deviations of the difference of two shares near .67, 5.8 points
        assertThat(findings("\"top1Poisoned\":69.0", "\"top1Poisoned\":76.5")).isEmpty();
        assertThat(findings("\"top1Poisoned\":69.0", "\"top1Poisoned\":77.0"))
                .singleElement()
                .asString()
                .contains("Top-1 on poisoned features is 77.000 instead of 69.000");
    }

    @Test
    void leakagesDifferWhenTheirWidenedIntervalsAreApart() throws InvalidJsonException {
        // .3 (.2 to .4) in the library
        assertThat(findings(leakage(0.4, 0.2, 0.3), leakage(0.6, 0.5, 0.55))).isEmpty();
        assertThat(findings(leakage(0.4, 0.2, 0.3), leakage(0.6, 0.51, 0.55)))
                .singleElement()
                .asString()
                .contains(
                        "Leakage of insider of the library is 0.55 (0.51 to 0.60)", "0.11 apart", "0.10 is tolerated");
        assertThat(findings(leakage(0.4, 0.2, 0.3), leakage(0.09, 0.0, 0.05)))
                .as("less leakage than the first report had deviates, too")
                .hasSize(1);
    }

    @Test
    void insidersOfSeveralSeedsAreComparedByTheirMeans() throws InvalidJsonException {
        // .25 (.2 to .3) from both seeds; another second trial moves the means by half as much
        assertThat(findings(secondTrial(0.25, 0.2, 0.3), secondTrial(0.63, 0.58, 0.68)))
                .as("0.28 apart alone, 0.09 in the mean")
                .isEmpty();
        assertThat(findings(secondTrial(0.25, 0.2, 0.3), secondTrial(0.75, 0.7, 0.8)))
                .singleElement()
                .asString()
                .contains("Leakage of insider is 0.50 (0.45 to 0.55) instead of 0.25 (0.20 to 0.30)", "0.15 apart");
    }

    @Test
    void anAnswerFromFewerSeedsIsNoRepetition() throws InvalidJsonException {
        LeakageReport one = ProtocolJson.read(
                ProtocolJson.text(FIRST).replaceFirst("\"insiderTrials\":\\[[^]]*]", "\"insiderTrials\":[]"),
                LeakageReport.class);
        assertThat(Repetition.obstacles(FIRST, one, "42", 2))
                .containsExactly(
                        "Its insider was trained from 1 of the seeds that its own one decides, that of the first report from 2.");
        assertThat(Repetition.obstacles(one, FIRST, "42", 2)).isEmpty();
        assertThat(Repetition.findings(one, FIRST, LIMITS)).isEmpty();
    }

    @Test
    void theInsiderOnTrainingImagesIsRepeatedToo() throws InvalidJsonException {
        String more = ProtocolJson.text(FIRST)
                .replaceFirst(
                        "(\"onTrainingImages\":.*?\"insider\".*?)\"index\":0.25,\"indexLow\":0.2,\"indexHigh\":0.3",
                        "$1\"index\":0.5,\"indexLow\":0.45,\"indexHigh\":0.55");
        assertThat(Repetition.deviations(FIRST, ProtocolJson.read(more, LeakageReport.class)))
                .singleElement()
                .asString()
                .contains("insider on images that the DPM was trained on is 0.50 (0.45 to 0.55)", "0.15 apart");

        LeakageReport without = ProtocolJson.read(
                ProtocolJson.text(FIRST).replaceFirst("\"onTrainingImages\":.*?}},", "\"onTrainingImages\":null,"),
                LeakageReport.class);
        assertThat(Repetition.obstacles(FIRST, without, "42", 2))
                .containsExactly(
                        "Its insider was scored on 0 images that the DPM was trained on, that of the first report on 500.",
                        "Its insider was not the one that it scored on images that the DPM was trained on.");
        assertThat(Repetition.obstacles(without, FIRST, "42", 2)).isEmpty();
    }

    @Test
    void anAttackThatIsMissingDeviates() throws InvalidJsonException {
        LeakageReport without = ProtocolJson.read(
                ProtocolJson.text(FIRST)
                        .replace(
                                "\"attack\":\"insider\",\"knowledge\":\"the pub",
                                "\"attack\":\"linkage\",\"knowledge\":\"the pub"),
                LeakageReport.class);
        assertThat(Repetition.findings(FIRST, without, LIMITS))
                .anyMatch(finding ->
                        finding.equals("The attack insider of the library is missing in the repeated report."));
    }

    @Test
    void aRepeatedReportThatBreaksTheLimitsDeviates() {
        Thresholds tight = new Thresholds(
                LIMITS.maxTop1Lost(),
                LIMITS.minRelativeChange(),
                LIMITS.maxReconstructorSsim(),
                0.01,
                LIMITS.leastImages(),
                LIMITS.leastEffort());
        assertThat(Repetition.findings(FIRST, FIRST, tight))
                .anyMatch(finding ->
                        finding.startsWith("The repeated figures do not keep the charter's limit insider-index"));
    }

    @Test
    void whatIsOfAnotherMeasurementIsNoRepetition() throws InvalidJsonException {
        assertThat(Repetition.obstacles(FIRST, FIRST, "43", 3))
                .containsExactly(
                        "It was made with seed 42; the re-run asks for 43.",
                        "It was made with attack suite 2; the re-run asks for 3 or newer.");
        assertThat(Repetition.obstacles(
                        FIRST, changed("\"attackEffort\":\"STANDARD\"", "\"attackEffort\":\"SMOKE\""), "42", 2))
                .containsExactly("Its attack library had the effort SMOKE, that of the first report STANDARD.");
        assertThat(Repetition.obstacles(FIRST, changed("\"entity\":\"e1\"", "\"entity\":\"e2\""), "42", 2))
                .containsExactly("It is about another entity (e2) than the first report (e1).");
    }

    @Test
    void noReportSetsItsOwnTolerance() {
        assertThatThrownBy(() -> changed("\"tolerance\":{\"leakage\":0.05", "\"tolerance\":{\"leakage\":1.0"))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage("not valid JSON for LeakageReport at tolerance");
    }

    private static String leakage(double high, double low, double value) {
        return "\"leakage\":" + value + ",\"low\":" + low + ",\"high\":" + high + ",";
    }

    private static String secondTrial(double index, double low, double high) {
        return "\"seed\":\"" + FIRST.insiderTrials().getFirst().insider().seed()
                + "\",\"images\":500,\"ssim\":0.3,\"ssimNegative\":0.0,\"l1\":0.1,\"psnr\":15.0,\"index\":" + index
                + ",\"indexLow\":" + low + ",\"indexHigh\":" + high;
    }

    private static List<String> findings(String before, String after) throws InvalidJsonException {
        return Repetition.findings(FIRST, changed(before, after), LIMITS);
    }

    private static LeakageReport changed(String before, String after) throws InvalidJsonException {
        String text = ProtocolJson.text(FIRST);
        assertThat(text).contains(before);
        return ProtocolJson.read(text.replace(before, after), LeakageReport.class);
    }
}
