package io.veilpool.model.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.json.ProtocolJson;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
    private static final Thresholds LIMITS = new Thresholds(4, 0.2, 0.05, 0.9, 100, AttackEffort.NONE);

    @Test
    void aCharterThatSaysNothingOfSeedsAndConvergenceAsksForOneSeed() throws Exception {
        Thresholds read = ProtocolJson.read(
                "{\"maxTop1Lost\":4,\"minRelativeChange\":0.2,\"maxReconstructorSsim\":0.05,\"maxInsiderIndex\":0.9,"
                        + "\"leastImages\":100,\"leastEffort\":\"NONE\"}",
                Thresholds.class);

        assertThat(read).isEqualTo(LIMITS);
        assertThat(read.neededSeeds()).isEqualTo(1);
        assertThat(read.needsConvergence()).isFalse();
    }

    @Test
    void whatACharterAsksForComesThroughJson() throws Exception {
        Thresholds asking = LIMITS.asking(3, true);

        assertThat(ProtocolJson.read(ProtocolJson.text(asking), Thresholds.class))
                .isEqualTo(asking);
        assertThat(asking.neededSeeds()).isEqualTo(3);
        assertThat(asking.needsConvergence()).isTrue();
    }
}
