package io.veilpool.model.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeTaskTest {
    private static final AttributeTask TASK = new AttributeTask(
            List.of(
                    new AttributeColumn("smiling", List.of("0", "1")),
                    new AttributeColumn("age", List.of("young", "middle", "old"))),
            List.of(new AttributeColumn("male", List.of("0", "1"))),
            "person");

    @Test
    void namesEveryCombinationOfTheMainValues() {
        assertThat(TASK.classes(6))
                .containsExactly(
                        "smiling=0;age=young",
                        "smiling=0;age=middle",
                        "smiling=0;age=old",
                        "smiling=1;age=young",
                        "smiling=1;age=middle",
                        "smiling=1;age=old");
    }

    @Test
    void refusesMoreCombinationsThanAllowed() {
        assertThatThrownBy(() -> TASK.classes(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 5 combinations");
    }

    @Test
    void takesValuesOutOfAClassAgain() {
        for (int smiling = 0; smiling < 2; smiling++) {
            for (int age = 0; age < 3; age++) {
                int index = TASK.classOf(new int[] {smiling, age});
                assertThat(TASK.classes(6).get(index))
                        .isEqualTo("smiling=" + smiling + ";age="
                                + TASK.main().get(1).values().get(age));
                assertThat(TASK.value(index, 0)).isEqualTo(smiling);
                assertThat(TASK.value(index, 1)).isEqualTo(age);
            }
        }
    }
}
