package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.agent.vault.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedsTest {
    @TempDir
    Path folder;

    private Vault vault;

    @BeforeEach
    void openVault() throws Exception {
        Path key = Files.write(folder.resolve("key"), new byte[32]);
        Files.setPosixFilePermissions(key, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        vault = Vault.open(folder.resolve("vault"), new VaultKey.KeyFile(key));
    }

    @Test
    void aDrawnSeedStays() throws Exception {
        long seed = Seeds.ofFolder(folder.resolve("one"), vault, OptionalLong.empty());

        assertThat(Seeds.ofFolder(folder.resolve("one"), vault, OptionalLong.empty()))
                .isEqualTo(seed);
        assertThat(Seeds.ofFolder(folder.resolve("other"), vault, OptionalLong.empty()))
                .isNotEqualTo(seed);
    }

    @Test
    void aFolderKeepsTheSeedItBeganWith() throws Exception {
        assertThat(Seeds.ofFolder(folder.resolve("one"), vault, OptionalLong.of(7)))
                .isEqualTo(7);

        assertThat(Seeds.ofFolder(folder.resolve("one"), vault, OptionalLong.empty()))
                .isEqualTo(7);
        assertThatThrownBy(() -> Seeds.ofFolder(folder.resolve("one"), vault, OptionalLong.of(8)))
                .isInstanceOf(StepNotPossibleException.class)
                .hasMessageContaining("another seed");
    }

    @Test
    void itIsSealed() throws Exception {
        Seeds.ofFolder(folder, vault, OptionalLong.of(0x0102030405060708L));
        Path file = folder.resolve("seed.sealed");

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).doesNotContain("0102030405060708");
        Files.write(file, new byte[40]);
        assertThatThrownBy(() -> Seeds.ofFolder(folder, vault, OptionalLong.of(7)))
                .as("a damaged seed is not replaced by another")
                .isInstanceOfAny(VaultException.class, IOException.class);
    }

    @Test
    void purposesHaveSeedsOfTheirOwn() {
        assertThat(Seeds.of(1, "pretrain")).isEqualTo(Seeds.of(1, "pretrain")).isNotEqualTo(Seeds.of(1, "refine"));
    }
}
