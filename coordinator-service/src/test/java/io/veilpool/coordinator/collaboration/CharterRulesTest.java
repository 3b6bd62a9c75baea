package io.veilpool.coordinator.collaboration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CharterRulesTest {
    private static final Charter SOUND = Parties.charter();

    @Test
    void aSoundCharterHasNoContradictions() {
        assertThat(CharterRules.contradictions(SOUND)).isEmpty();
        assertThat(CharterRules.contradictions(with("thresholds", asking(AttackEffort.SMOKE, 10, true))))
                .isEmpty();
    }

    static Stream<Arguments> contradictions() {
        DpmFamily family = SOUND.dpmFamilies().getFirst();
        return Stream.of(
                Arguments.of("task", with("task", "segmentation")),
                Arguments.of("method", with("method", "Deep Poisoning")),
                Arguments.of("2 to 1000", with("classes", List.of("cat"))),
                Arguments.of("2 to 1000", with("classes", names(1_001))),
                Arguments.of("distinct", with("classes", List.of("cat", "dog", "cat"))),
                Arguments.of("class name", with("classes", List.of("cat", " "))),
                Arguments.of("class name", with("classes", List.of("cat", "../dog"))),
                Arguments.of("channels", with("image", new ImageSpec(2, 32, 32))),
                Arguments.of("height", with("image", new ImageSpec(3, 15, 32))),
                Arguments.of("width", with("image", new ImageSpec(3, 32, 513))),
                Arguments.of("backbone", with("backbone", "vgg-16")),
                Arguments.of("hook point", with("hookPoint", "conv9_9")),
                Arguments.of("hookPoint", with("hookPoint", "somewhere")),
                Arguments.of("publishingEntity", with("publishingEntity", "")),
                Arguments.of("publishingEntity", with("publishingEntity", "coordinator")),
                Arguments.of("dpmFamilies", with("dpmFamilies", List.of())),
                Arguments.of("block", with("dpmFamilies", List.of(new DpmFamily("DENSE", 1, 2, 8, 16)))),
                Arguments.of("minDepth", with("dpmFamilies", List.of(new DpmFamily("BASIC", 3, 2, 8, 16)))),
                Arguments.of("maxDepth", with("dpmFamilies", List.of(new DpmFamily("BASIC", 1, 17, 8, 16)))),
                Arguments.of("minWidth", with("dpmFamilies", List.of(family, new DpmFamily("PLAIN", 1, 1, 3, 16)))),
                Arguments.of("maxTop1Lost", with("thresholds", new Thresholds(-1, 0.1, 0.1, 1, 1, AttackEffort.NONE))),
                Arguments.of(
                        "maxTop1Lost",
                        with("thresholds", new Thresholds(Double.NaN, 0.1, 0.1, 1, 1, AttackEffort.NONE))),
                Arguments.of(
                        "minRelativeChange", with("thresholds", new Thresholds(2, -0.1, 0.1, 1, 1, AttackEffort.NONE))),
                Arguments.of(
                        "maxReconstructorSsim",
                        with("thresholds", new Thresholds(2, 0.1, 1.1, 1, 1, AttackEffort.NONE))),
                Arguments.of(
                        "maxInsiderIndex", with("thresholds", new Thresholds(2, 0.1, 0.1, 1.5, 1, AttackEffort.NONE))),
                Arguments.of(
                        "maxAttributeLeakage is of sensitive attributes",
                        with("thresholds", new Thresholds(2, 0.1, 0.1, 1, 1, AttackEffort.SMOKE, 0.3))),
                Arguments.of(
                        "leastSeeds must be 1 to 10, was 0", with("thresholds", asking(AttackEffort.NONE, 0, false))),
                Arguments.of(
                        "leastSeeds must be 1 to 10, was 11", with("thresholds", asking(AttackEffort.NONE, 11, false))),
                Arguments.of(
                        "convergedOnly is of attacks of the library",
                        with("thresholds", asking(AttackEffort.NONE, 1, true))),
                Arguments.of("rows", with("rows", new RowLimits(0, 5))),
                Arguments.of("rows", with("rows", new RowLimits(6, 5))),
                Arguments.of("rowTypes", with("rowTypes", List.of())),
                Arguments.of("rowTypes", with("rowTypes", List.of("F64"))),
                Arguments.of("rowTypes", with("rowTypes", List.of("F16", "F16"))),
                Arguments.of("imagesPerRow", with("profile", PoisoningProfile.custom(0))),
                Arguments.of("imagesPerRow", with("profile", PoisoningProfile.custom(65))),
                Arguments.of("call it 'custom'", with("profile", new PoisoningProfile("strict", 3))),
                Arguments.of("leastReconstructionSsim", with("oversight", new Oversight(false, 1.1, 1, 1, 1, 1))),
                Arguments.of("auditHours", with("oversight", new Oversight(false, 0, 0, 1, 1, 1))),
                Arguments.of("graceHours", with("oversight", new Oversight(false, 0, 1, 8_761, 1, 1))),
                Arguments.of("rowsPerDpm", with("oversight", new Oversight(false, 0, 1, 1, 0, 1))),
                Arguments.of("uploadsPerDpm", with("oversight", new Oversight(false, 0, 1, 1, 1, -1))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("contradictions")
    void eachContradictionIsNamed(String expected, Charter charter) {
        List<String> found = CharterRules.contradictions(charter);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst()).contains(expected);
    }

    @Test
    void whileSharingOnlyLimitsChange() {
        CharterChanges.refuseBeyondLimits(SOUND, with("rows", new RowLimits(2, 50)));
        CharterChanges.refuseBeyondLimits(
                SOUND, with("thresholds", new Thresholds(1, 0.5, 0.1, 0.5, 1, AttackEffort.NONE)));
        CharterChanges.refuseBeyondLimits(SOUND, with("oversight", new Oversight(true, 0.5, 1, 1, 1, 1)));
        assertThatThrownBy(() -> CharterChanges.refuseBeyondLimits(SOUND, with("hookPoint", "pooled")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("hookPoint");
    }

    private static Thresholds asking(AttackEffort effort, int seeds, boolean converged) {
        return new Thresholds(2, 0.1, 0.1, 0.5, 1, effort).asking(seeds, converged);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    /** The sound charter with one component replaced. */
    private static Charter with(String component, Object value) {
        try {
            var components = Charter.class.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = components[i].getName().equals(component)
                        ? value
                        : components[i].getAccessor().invoke(SOUND);
            }
            return Charter.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
