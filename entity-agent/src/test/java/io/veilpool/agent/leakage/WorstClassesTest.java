package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.ClassLeakage;
import io.veilpool.model.protocol.ImageSpec;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorstClassesTest {
    private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e");

    @Test
    void namesTheThreeOfWhichTheInsiderGetsMost() {
        // ten images each, index .1 for a to .5 for e
        List<Double> indices =
                IntStream.range(0, 50).mapToObj(i -> (i % 5 + 1) / 10.0).toList();

        assertThat(WorstClasses.of(indices, images(60), CLASSES))
                .extracting(ClassLeakage::name, ClassLeakage::images)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("e", 10),
                        org.assertj.core.groups.Tuple.tuple("d", 10),
                        org.assertj.core.groups.Tuple.tuple("c", 10));
        assertThat(WorstClasses.of(indices, images(60), CLASSES).getFirst().index())
                .isEqualTo(.5);
    }

    @Test
    void saysNothingOfAClassWithFewImages() {
        List<Double> indices = Collections.nCopies(49, .5);

        assertThat(WorstClasses.of(indices, images(60), CLASSES))
                .as("nine images of e were scored")
                .extracting(ClassLeakage::name)
                .doesNotContain("e");
        assertThat(WorstClasses.of(indices.subList(0, 20), images(60), CLASSES)).isEmpty();
    }

    private static LabelledImages images(int count) {
        ImageSpec spec = new ImageSpec(1, 28, 28);
        return LabelledImages.of(
                spec,
                IntStream.range(0, count).mapToObj(i -> new byte[spec.values()]).toArray(byte[][]::new),
                IntStream.range(0, count).map(i -> i % 5).toArray());
    }
}
