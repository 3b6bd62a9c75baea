package io.veilpool.coordinator.collaboration;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.Parties;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttributeRulesTest {
    private static final AttributeColumn SMILING = new AttributeColumn("smiling", List.of("0", "1"));
    private static final AttributeColumn MALE = new AttributeColumn("male", List.of("0", "1"));
    private static final List<String> CLASSES = List.of("smiling=0", "smiling=1");

    @Test
    void acceptsACharterOfAttributes() {
        Charter sound = charter(AttributeTask.TASK, task(List.of(SMILING), List.of(MALE), "person"), CLASSES);

        assertThat(CharterRules.contradictions(sound)).isEmpty();
    }

    static Stream<Arguments> contradictions() {
        AttributeTask sound = task(List.of(SMILING), List.of(MALE), "person");
        return Stream.of(
                Arguments.of("needs attributes", charter(AttributeTask.TASK, null, CLASSES)),
                Arguments.of("has no attributes", charter("classification", sound, CLASSES)),
                Arguments.of(
                        "at least one main",
                        charter(AttributeTask.TASK, task(List.of(), List.of(MALE), null), CLASSES)),
                Arguments.of(
                        "two meanings",
                        charter(AttributeTask.TASK, task(List.of(SMILING), List.of(SMILING), null), CLASSES)),
                Arguments.of(
                        "two meanings",
                        charter(AttributeTask.TASK, task(List.of(SMILING), List.of(MALE), "male"), CLASSES)),
                Arguments.of(
                        "2 to 1000 distinct values, has 1",
                        charter(
                                AttributeTask.TASK,
                                task(List.of(SMILING), List.of(new AttributeColumn("male", List.of("1"))), null),
                                CLASSES)),
                Arguments.of(
                        "distinct values",
                        charter(
                                AttributeTask.TASK,
                                task(List.of(SMILING), List.of(new AttributeColumn("male", List.of("1", "1"))), null),
                                CLASSES)),
                Arguments.of(
                        "printable characters",
                        charter(
                                AttributeTask.TASK,
                                task(List.of(SMILING), List.of(new AttributeColumn("a;b", List.of("0", "1"))), null),
                                CLASSES)),
                Arguments.of("combinations of the main", charter(AttributeTask.TASK, sound, List.of("no", "yes"))),
                Arguments.of(
                        "more than 1,000 combinations",
                        charter(
                                AttributeTask.TASK,
                                task(
                                        IntStream.range(0, 10)
                                                .mapToObj(i -> new AttributeColumn("c" + i, List.of("0", "1")))
                                                .toList(),
                                        List.of(),
                                        null),
                                CLASSES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void eachContradictionIsNamed(String expected, Charter charter) {
        assertThat(CharterRules.contradictions(charter))
                .singleElement()
                .asString()
                .contains(expected);
    }

    private static AttributeTask task(
            List<AttributeColumn> main, List<AttributeColumn> sensitive, @Nullable String group) {
        return new AttributeTask(main, sensitive, group);
    }

    private static Charter charter(String task, @Nullable AttributeTask attributes, List<String> classes) {
        Charter c = Parties.charter();
        return new Charter(
                task,
                classes,
                attributes,
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                c.method(),
                c.dpmFamilies(),
                c.thresholds(),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                c.oversight());
    }
}
