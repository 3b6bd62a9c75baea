package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedsTest {
    @TempDir
    Path folder;

    @Test
    void aDrawnSeedStaysAndIsItsOwnersAlone() throws IOException {
        Path one = folder.resolve("one");
        long seed = Seeds.drawnOnce(one);

        assertThat(Seeds.drawnOnce(one)).isEqualTo(seed);
        assertThat(Seeds.drawnOnce(folder.resolve("other"))).isNotEqualTo(seed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.resolve("seed.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedSeedIsNotReplacedByAnother() throws IOException {
        Files.writeString(folder.resolve("seed.json"), "{\"seed\":");

        assertThatThrownBy(() -> Seeds.drawnOnce(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void purposesHaveSeedsOfTheirOwn() {
        assertThat(Seeds.of(1, "pretrain")).isEqualTo(Seeds.of(1, "pretrain")).isNotEqualTo(Seeds.of(1, "refine"));
    }
}
