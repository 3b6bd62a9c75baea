package io.veilpool.coordinator.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Thresholds;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportThresholdsTest {
    private static final Thresholds LIMITS = new Thresholds(2, 0.1, 0.2, 0.35);

    private static final AttackOutcome INSIDER = outcome("insider", 0.35, null);

    @Test
    void anAttackThatKnowsNoMoreThanAnInsiderBreaksTheInsidersLimit() {
        assertThat(ReportThresholds.broken(report(List.of(INSIDER, outcome("known-pairs", 0.36, null))), LIMITS))
                .singleElement()
                .asString()
                .contains("known-pairs", "0.3600", "limit 0.3500");
        assertThat(ReportThresholds.broken(
                        report(List.of(INSIDER, outcome("optimisation", 0.9, "its control failed"))), LIMITS))
                .hasSize(1);
    }

    @Test
    void whatIsWithinTheLimitOrKnowsMoreBreaksNothing() {
        assertThat(ReportThresholds.broken(
                        report(List.of(
                                INSIDER,
                                outcome("informed-partner", 0.9, null),
                                outcome("separating-insider", 0.9, null))),
                        LIMITS))
                .isEmpty();
    }

    @Test
    void aLibraryWithoutAnInsiderThatWorkedShowsNothing() {
        assertThat(ReportThresholds.broken(report(List.of()), LIMITS))
                .singleElement()
                .asString()
                .contains("no insider");
    }

    @Test
    void namesAndFiguresOfAnAttackAreBounded() {
        assertThatThrownBy(() -> outcome("%1$999999999f", 0.1, null)).hasMessageContaining("13 characters");
        assertThatThrownBy(() -> outcome("insider", -5, null)).hasMessageContaining("0 to 1");
        String json = ProtocolJson.text(INSIDER).replace("\"insider\"", "\"In sider\"");
        assertThatThrownBy(() -> ProtocolJson.read(json, AttackOutcome.class)).isInstanceOf(InvalidJsonException.class);
    }

    private static AttackOutcome outcome(String attack, double high, @Nullable String failure) {
        return new AttackOutcome(
                attack,
                "the published networks.",
                "decoder",
                1,
                500,
                high,
                high,
                high,
                1,
                0,
                failure,
                new AttackOutcome.Reconstruction(true, 0.3, 0, 0.2, 15, 50, high, high, high, high, high),
                List.of());
    }

    private static LeakageReport report(List<AttackOutcome> attacks) {
        AttackScore insider = new AttackScore("insider", "", 100, 10, 1, 50, 0.2, 0.1, 0.3, 10, 0.3, 0.2, 0.34);
        AttackScore published =
                new AttackScore("published-reconstructor", "", 0, 0, 1, 50, 0.01, 0.02, 0.3, 8, 0, 0, 0.1);
        return new LeakageReport(
                1,
                new UUID(0, 1),
                "e1",
                "",
                "",
                1,
                50,
                70,
                69,
                95,
                95,
                0.8,
                0.15,
                0.2,
                insider,
                published,
                List.of(published, insider),
                AttackEffort.STANDARD,
                attacks,
                List.of(),
                "PASS",
                List.of(),
                "some",
                Instant.EPOCH);
    }
}
