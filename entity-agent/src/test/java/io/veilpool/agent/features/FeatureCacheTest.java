package io.veilpool.agent.features;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
    @TempDir
    Path folder;

    private final LabelledImages images = TinyWorld.stripes(300, 9);

    @Test
    void givesTheFeaturizersOutputRowByRow() throws Exception {
        OriginalFeatures features = cached("a", Progress.silent());

        assertThat(features.rows()).isEqualTo(300);
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] rows = {299, 0, 130};
            var direct = TinyWorld.get().networks.featurizer().forward(images.batch(manager, rows), false);
            var kept = features.batch(manager, rows);
            // float16 keeps 11 bits; folding changes the order of sums
            assertThat(kept.allClose(direct, 2e-3, 2e-3, false)).isTrue();
            assertThat(features.labels(manager, rows).toLongArray()).containsExactly(2, 0, 1);
        }
    }

    @Test
    void computesOncePerReleaseAndImageSet() throws Exception {
        List<String> computed = new ArrayList<>();
        Progress heard = (phase, step, steps, loss, rate) -> computed.add(phase);
        cached("a", heard);
        int once = computed.size();
        cached("a", heard);
        assertThat(computed).hasSize(once).isNotEmpty();

        cached("b", heard);
        assertThat(computed).hasSize(2 * once);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void computesAgainWhenTheFileIsDamaged() throws Exception {
        OriginalFeatures first = cached("a", Progress.silent());
        var row = first.storedRow(7).duplicate();
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        Path shorter = folder.resolve("half");
        byte[] whole = Files.readAllBytes(file);
        Files.write(shorter, java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.move(shorter, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(cached("a", Progress.silent()).storedRow(7)).isEqualTo(row);
    }

    private OriginalFeatures cached(String release, Progress progress) throws Exception {
        return FeatureCache.original(TinyWorld.get().networks, release, images, folder, progress);
    }
}
