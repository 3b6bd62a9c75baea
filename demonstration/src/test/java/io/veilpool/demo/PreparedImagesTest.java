package io.veilpool.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.World;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.PoisoningProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedImagesTest {
    @TempDir
    private Path root;

    private DemoOptions options(Path data, ColumnChoice columns) {
        return new DemoOptions(
                data,
                columns,
                World.EQUAL,
                PoisoningProfile.BALANCED,
                Charter.DEEP_POISONING,
                root.resolve("out"),
                true,
                1,
                false);
    }

    private Path table() throws Exception {
        Path set = Files.createDirectories(root.resolve("set"));
        Random random = new Random(1);
        StringBuilder table = new StringBuilder("file,smiling,male,person\n");
        for (int i = 0; i < 300; i++) {
            byte[] pixels = new byte[784];
            random.nextBytes(pixels);
            Files.write(set.resolve(i + ".png"), PlainPng.encode(1, 28, 28, pixels));
            table.append("%d.png,%d,%d,%d%n".formatted(i, i % 2, i / 2 % 2, i / 3));
        }
        Files.writeString(set.resolve("attributes.csv"), table);
        return set;
    }

    @Test
    void aRunThatGoesOnKnowsItsColumns() throws Exception {
        DemoFolder folder = new DemoFolder(root.resolve("out"));
        DemoOptions options = options(table(), ColumnChoice.DEFAULT);
        PreparedImages images = PreparedImages.prepare(options, folder);
        assertThat(PreparedImages.prepare(options, folder)).isEqualTo(images);
        assertThat(images.columns())
                .isEqualTo("classes by smiling, sensitive male, images of one person stay together");
    }

    @Test
    void theCharterHasTheTask() throws Exception {
        PreparedImages images =
                PreparedImages.prepare(options(table(), ColumnChoice.DEFAULT), new DemoFolder(root.resolve("out")));
        Charter charter = Budget.of(true, PoisoningProfile.BALANCED, Charter.DEEP_POISONING)
                .charter(images, "e1");
        assertThat(charter.task()).isEqualTo(AttributeTask.TASK);
        assertThat(charter.classes()).isEqualTo(List.of("smiling=0", "smiling=1"));
        assertThat(Objects.requireNonNull(charter.attributes()).classes(2)).isEqualTo(charter.classes());
    }

    @Test
    void columnsNeedATable() throws Exception {
        Path set = root.resolve("folders");
        Files.createDirectories(set.resolve("cat"));
        Files.write(set.resolve("cat/1.png"), PlainPng.encode(1, 1, 1, new byte[1]));
        assertThatThrownBy(() -> PreparedImages.prepare(
                        options(set, new ColumnChoice(List.of("smiling"), null, null)),
                        new DemoFolder(root.resolve("out"))))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining(
                        "cannot be used: --main, --sensitive and --group name columns of an attributes.csv");
    }
}
