package io.veilpool.experiments.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunRecord;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ProfileFigures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users are told of a profile is what the committed runs give. */
class ProfileFiguresTest {
    private static final double INDEX = 0.0051;
    private static final double POINTS = 0.051;

    private static List<RunRecord> records;

    @BeforeAll
    static void read() throws Exception {
        records = RunFile.read(Path.of("").toAbsolutePath().resolve(Page.LINES));
    }

    @ParameterizedTest
    @MethodSource("figures")
    void agreesWithTheRuns(ProfileFigures told) {
        assertThat(told.top1Lost()).isCloseTo(mean(told, WorldKind.EQUAL, "top-1 lost"), within(POINTS));
        assertThat(told.insider()).isCloseTo(mean(told, WorldKind.EQUAL, "insider index"), within(INDEX));
        assertThat(told.surrogates()).isCloseTo(mean(told, WorldKind.EQUAL, "surrogates index"), within(INDEX));
        assertThat(told.onePair()).isCloseTo(mean(told, WorldKind.EQUAL, "pairs k=1"), within(INDEX));
        assertThat(told.manyPairs()).isCloseTo(mean(told, WorldKind.EQUAL, "pairs k=256"), within(INDEX));
        assertThat(told.fewKept()).isCloseTo(mean(told, WorldKind.SKEWED, "e4 kept"), within(INDEX));
        assertThat(told.meanKept()).isCloseTo(mean(told, WorldKind.SKEWED, "mean kept"), within(INDEX));
        assertThat(told.meanGain()).isCloseTo(mean(told, WorldKind.SKEWED, "mean gain"), within(POINTS));
        assertThat(told.meanAveraged()).isCloseTo(mean(told, WorldKind.SKEWED, "mean gain averaged"), within(POINTS));
        assertThat(told.equalGain()).isCloseTo(mean(told, WorldKind.EQUAL, "mean gain"), within(POINTS));
        assertThat(told.equalAveraged()).isCloseTo(mean(told, WorldKind.EQUAL, "mean gain averaged"), within(POINTS));
        if (Double.isNaN(told.informed())) {
            assertThat(told.profile()).isEqualTo(PoisoningProfile.PAPER.name());
        } else {
            assertThat(told.informed()).isCloseTo(mean(told, WorldKind.EQUAL, "informed index"), within(INDEX));
        }
    }

    static List<ProfileFigures> figures() {
        return ProfileFigures.ALL;
    }

    @Test
    void areThereForEveryNamedProfile() {
        assertThat(ProfileFigures.ALL)
                .extracting(ProfileFigures::profile)
                .containsExactlyElementsOf(PoisoningProfile.NAMED.stream()
                        .map(PoisoningProfile::name)
                        .toList());
    }

    private static double mean(ProfileFigures told, WorldKind world, String figure) {
        Group group = Group.of("frontier", records).stream()
                .filter(g -> g.dataSet().equals("cifar10")
                        && g.world().equals(world.name())
                        && g.budget().equals("full"))
                .findFirst()
                .orElseThrow();
        return group.interval(new Comparison(figure, told.profile(), figure, Double.NaN, 3))
                .orElseThrow()
                .mean();
    }
}
