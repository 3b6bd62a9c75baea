package io.veilpool.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.World;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.PoisoningProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStateTest {
    @TempDir
    private Path root;

    private DemoFolder folder;
    private DemoOptions options;

    @BeforeEach
    void begin() throws Exception {
        folder = new DemoFolder(root.resolve("out"));
        options = new DemoOptions(
                Path.of("some/cifar10"),
                ColumnChoice.DEFAULT,
                World.EQUAL,
                PoisoningProfile.BALANCED,
                Charter.DEEP_POISONING,
                folder.root(),
                false,
                1,
                false);
    }

    @Test
    void nothingToResumeInAFreshFolder() throws Exception {
        assertThat(DemoState.resume(folder, options)).isNull();
    }

    @Test
    void theSameOptionsGoOnWithPortClockAndMemory() throws Exception {
        DemoState.fresh(options, 18_090).worked(12.5, 900).save(folder);
        DemoState resumed = Objects.requireNonNull(DemoState.resume(folder, options));
        assertThat(resumed.takenUp(18_091))
                .isEqualTo(new DemoState(
                        4,
                        options.dataIdentity(),
                        options.columns().asText(),
                        "equal",
                        "balanced",
                        "deep-poisoning",
                        1,
                        false,
                        18_091,
                        12.5,
                        1,
                        900));
    }

    @Test
    void theSamePathIsTheSameDataHoweverItIsWritten() throws Exception {
        DemoState.fresh(options, 18_090).save(folder);
        Path other = Path.of("some/../some/cifar10").toAbsolutePath();
        assertThat(DemoState.resume(
                        folder,
                        new DemoOptions(
                                other,
                                ColumnChoice.DEFAULT,
                                World.EQUAL,
                                PoisoningProfile.BALANCED,
                                Charter.DEEP_POISONING,
                                folder.root(),
                                false,
                                1,
                                true)))
                .isNotNull();
    }

    @Test
    void otherDataOrWorldOrSeedOrSizeIsRefusedInASentence() throws Exception {
        DemoState.fresh(options, 18_090).save(folder);
        refused(
                new DemoOptions(
                        null,
                        ColumnChoice.DEFAULT,
                        World.EQUAL,
                        PoisoningProfile.BALANCED,
                        Charter.DEEP_POISONING,
                        folder.root(),
                        false,
                        1,
                        false),
                "--data",
                "generated");
        refused(
                new DemoOptions(
                        options.data(),
                        ColumnChoice.DEFAULT,
                        World.SKEWED,
                        PoisoningProfile.BALANCED,
                        Charter.DEEP_POISONING,
                        folder.root(),
                        false,
                        1,
                        false),
                "--world equal",
                "skewed");
        refused(
                new DemoOptions(
                        options.data(),
                        ColumnChoice.DEFAULT,
                        World.EQUAL,
                        PoisoningProfile.PAPER,
                        Charter.DEEP_POISONING,
                        folder.root(),
                        false,
                        1,
                        false),
                "--profile balanced",
                "paper");
        refused(
                new DemoOptions(
                        options.data(),
                        ColumnChoice.DEFAULT,
                        World.EQUAL,
                        PoisoningProfile.BALANCED,
                        Charter.DEEP_POISONING,
                        folder.root(),
                        false,
                        2,
                        false),
                "--seed 1",
                "2");
        refused(
                new DemoOptions(
                        options.data(),
                        ColumnChoice.DEFAULT,
                        World.EQUAL,
                        PoisoningProfile.BALANCED,
                        Charter.DEEP_POISONING,
                        folder.root(),
                        true,
                        1,
                        false),
                "--quick false",
                "true");
    }

    @Test
    void otherColumnsAreRefused() throws Exception {
        DemoState.fresh(options, 18_090).save(folder);
        refused(
                new DemoOptions(
                        options.data(),
                        new ColumnChoice(List.of("smiling", "male"), null, "none"),
                        World.EQUAL,
                        PoisoningProfile.BALANCED,
                        Charter.DEEP_POISONING,
                        folder.root(),
                        false,
                        1,
                        false),
                "columns main by default, sensitive by default, group by default",
                "main smiling+male, sensitive by default, group none");
    }

    private void refused(DemoOptions other, String kept, String asked) {
        assertThatThrownBy(() -> DemoState.resume(folder, other))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("holds a run with " + kept)
                .hasMessageContaining(asked)
                .hasMessageContaining("another --out");
    }

    @Test
    void aDamagedStateIsNamedWithARemedy() throws Exception {
        Files.createDirectories(folder.root());
        Files.writeString(folder.state(), "{\"formatVersion\":1");
        assertThatThrownBy(() -> DemoState.resume(folder, options))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("Remove");
    }

    @Test
    void secretsAreTheOwnersAloneAndStayTheSame() throws Exception {
        Path file = folder.adminPassword();
        String secret = Files.readString(file);
        assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.adminPassword())).isEqualTo(secret);
    }
}
