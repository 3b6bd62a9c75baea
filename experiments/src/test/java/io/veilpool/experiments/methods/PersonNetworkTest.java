package io.veilpool.experiments.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.training.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On persons that are patches of one shade each, in noise. */
class PersonNetworkTest {
    private static final ImageSpec SPEC = new ImageSpec(1, 28, 28);

    @TempDir
    private Path folder;

    private static LabelledImages images(int persons, int each, long seed) {
        Random random = new Random(seed);
        byte[][] pixels = new byte[persons * each][SPEC.values()];
        int[] groups = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            groups[i] = i % persons;
            for (int p = 0; p < pixels[i].length; p++) {
                boolean patch = p / 28 / 7 == groups[i] % 4 && p % 28 / 7 == groups[i] / 4 % 4;
                pixels[i][p] = (byte) ((patch ? 200 : 60) + random.nextInt(40));
            }
        }
        return LabelledImages.of(SPEC, pixels, new int[pixels.length]).withGroups(groups);
    }

    private @Nullable PersonNetwork network(LabelledImages images) throws Exception {
        return PersonNetwork.of(Lab.open(folder.resolve("lab")), MethodEffort.SMOKE, images, Progress.silent());
    }

    @Test
    void needsSeveralImagesOfEnoughPersons() throws Exception {
        assertThat(network(images(20, 7, 1))).isNull();
        assertThat(network(images(19, 8, 1))).isNull();
        assertThat(network(LabelledImages.of(SPEC, new byte[300][SPEC.values()], new int[300])))
                .as("images of nobody")
                .isNull();
        try (PersonNetwork enough = network(images(20, 8, 1))) {
            assertThat(enough).isNotNull();
        }
    }

    @Test
    void isTrainedOnceAndGivesAnImageItself() throws Exception {
        LabelledImages images = images(24, 10, 1);
        LabelledImages asked = images(24, 4, 2);
        double verified;
        try (PersonNetwork network = Objects.requireNonNull(network(images))) {
            verified = network.verification(asked);
        }
        Path trained;
        try (var files = Files.list(folder.resolve("lab").resolve("persons"))) {
            trained = files.findFirst().orElseThrow();
        }
        var written = Files.getLastModifiedTime(trained);
        try (PersonNetwork again = Objects.requireNonNull(network(images));
                NDManager scope = NDManager.newBaseManager();
                Likeness likeness = new Likeness(again, asked)) {
            assertThat(Files.getLastModifiedTime(trained)).isEqualTo(written);
            assertThat(again.verification(asked)).isEqualTo(verified).isGreaterThan(0.5);
            int[] some = IntStream.range(0, 24).toArray();
            NDArray pictures = asked.batch(scope, some);
            likeness.seen("nobody", some, pictures);
            Map<String, Double> figures = new HashMap<>();
            likeness.put(figures);
            assertThat(figures.get("face similarity")).isCloseTo(1, within(1e-4));
            assertThat(figures.get("face similarity of strangers")).isLessThan(0.5);
            assertThat(figures.get("face retrieval")).isEqualTo(100);
        }
    }
}
