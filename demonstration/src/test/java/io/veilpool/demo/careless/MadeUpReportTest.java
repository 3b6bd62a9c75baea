package io.veilpool.demo.careless;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MadeUpReportTest {
    private static final UUID ID = UUID.fromString("5d0f3c7e-6f0a-4f1c-9a55-3f4b7a7e9d10");
    private static final Instant RELEASED = Instant.parse("2026-11-26T20:00:00.123456Z");

    /** The demonstration's limits: full and quick, one image to a row and several. */
    @ParameterizedTest
    @CsvSource({"8,.1,1", "15,.4,.35", "8,.4,.25"})
    void passesAnyLimitsThatTheDemonstrationSets(double lost, double ssim, double index) {
        LeakageReport report = report(new Thresholds(lost, .2, ssim, index, 10, AttackEffort.NONE));

        assertThat(LeakagePolicy.whole(report.verdicts())).isEqualTo(Verdict.PASS);
        assertThat(LeakagePolicy.agreesWithItself(report)).isTrue();
    }

    @Test
    void isTheSameReportAfterARestart() {
        Thresholds limits = new Thresholds(8, .2, .4, .35, 2_000, AttackEffort.NONE);

        assertThat(report(limits)).isEqualTo(report(limits));
        assertThat(report(limits).images()).isEqualTo(2_000);
        assertThat(report(limits).createdAt()).isEqualTo(Instant.parse("2026-11-26T20:00:00.123Z"));
    }

    private static LeakageReport report(Thresholds limits) {
        Charter charter = new Charter(
                List.of("a", "b"),
                new ImageSpec(3, 32, 32),
                "small-resnet-24",
                "conv3_1",
                "e1",
                List.of(new DpmFamily("BASIC", 1, 8, 16, 256)),
                limits,
                new RowLimits(1, 1_000),
                List.of("F16"),
                PoisoningProfile.BALANCED,
                Oversight.LEAST);
        EnrolmentView enrolment = new EnrolmentView(
                ID, "careless", ID, "client", "http://127.0.0.1/token", new CharterView(1, charter, RELEASED));
        return MadeUpReport.of(enrolment, "0".repeat(64), 1, RELEASED);
    }
}
