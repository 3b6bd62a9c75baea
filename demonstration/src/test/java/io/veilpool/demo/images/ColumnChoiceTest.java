package io.veilpool.demo.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.AttributeSummary;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnChoiceTest {
    private static AttributeSummary.Column column(String name, String... values) {
        return new AttributeSummary.Column(name, List.of(values), true, 0);
    }

    private static AttributeSummary.Column ofMany(String name, int values) {
        return new AttributeSummary.Column(
                name,
                IntStream.range(0, values).mapToObj(Integer::toString).toList(),
                values <= AttributeSummary.MOST_VALUES,
                0);
    }

    private static AttributeSummary table(AttributeSummary.Column... columns) {
        List<AttributeSummary.Column> all = new ArrayList<>(
                List.of(new AttributeSummary.Column("file", List.of(), false, 0), column("split", "test", "train")));
        all.addAll(Arrays.asList(columns));
        return new AttributeSummary(100, all);
    }

    private static final AttributeSummary FACES = table(
            column("gender", "Female", "Male"),
            column("male", "0", "1"),
            ofMany("age", 9),
            column("age_40_plus", "0", "1"),
            ofMany("race", 7));

    @Test
    void takesTheFirstColumnOfZeroesAndOnesAndTheNextOneWithTwoValues() throws Exception {
        AttributeTask task = ColumnChoice.DEFAULT.task(FACES);
        assertThat(task)
                .isEqualTo(new AttributeTask(
                        List.of(new AttributeColumn("male", List.of("0", "1"))),
                        List.of(new AttributeColumn("age_40_plus", List.of("0", "1"))),
                        null));
        assertThat(ColumnChoice.words(task)).isEqualTo("classes by male, sensitive age_40_plus");
    }

    @Test
    void takesPersonsAndPatientsForGroups() throws Exception {
        AttributeTask smile = ColumnChoice.DEFAULT.task(
                table(column("smiling", "0", "1"), column("male", "0", "1"), ofMany("person", 5_000)));
        assertThat(ColumnChoice.words(smile))
                .isEqualTo("classes by smiling, sensitive male, images of one person stay together");
        AttributeTask lungs = ColumnChoice.DEFAULT.task(table(
                column("Patient", "0", "1"),
                column("lesion", "0", "1"),
                column("abnormal", "0", "1"),
                column("sex", "F", "M")));
        assertThat(lungs.group()).isEqualTo("Patient");
        assertThat(lungs.main()).extracting(AttributeColumn::name).containsExactly("lesion");
        assertThat(lungs.sensitive()).extracting(AttributeColumn::name).containsExactly("abnormal");
    }

    @Test
    void withoutZeroesAndOnesTakesTheFirstColumnOfFewValues() throws Exception {
        AttributeTask task =
                ColumnChoice.DEFAULT.task(table(ofMany("serial", 500), column("site", "only"), ofMany("kind", 7)));
        assertThat(task.main()).extracting(AttributeColumn::name).containsExactly("kind");
        assertThat(task.sensitive()).isEmpty();
        assertThatThrownBy(() -> ColumnChoice.DEFAULT.task(table(ofMany("serial", 500))))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("name the columns that give the classes with --main. Columns: serial");
    }

    @Test
    void doesAsItIsTold() throws Exception {
        AttributeTask task = new ColumnChoice(List.of("race", "male"), List.of("age"), "gender").task(FACES);
        assertThat(task.main()).extracting(AttributeColumn::name).containsExactly("race", "male");
        assertThat(task.sensitive()).extracting(AttributeColumn::name).containsExactly("age");
        assertThat(task.group()).isEqualTo("gender");
        AttributeTask none = new ColumnChoice(null, List.of("none"), "none")
                .task(table(column("a", "0", "1"), column("b", "0", "1"), ofMany("person", 9)));
        assertThat(none.sensitive()).isEmpty();
        assertThat(none.group()).isNull();
    }

    @Test
    void refusesColumnsThatAreNoAttributes() {
        assertThatThrownBy(() -> new ColumnChoice(List.of("colour"), null, null).task(FACES))
                .isInstanceOf(UnusableImagesException.class)
                .hasMessageContaining("--main: attributes.csv has no column 'colour'. Columns: gender, male");
        assertThatThrownBy(() -> new ColumnChoice(List.of("file"), null, null).task(FACES))
                .hasMessageContaining("--main: attributes.csv has no column 'file'");
        AttributeSummary table = table(column("a", "0", "1"), column("same", "x"), ofMany("serial", 1_001));
        assertThatThrownBy(() -> new ColumnChoice(null, List.of("same"), null).task(table))
                .hasMessageContaining("--sensitive: column 'same' has 1 different values");
    }
}
