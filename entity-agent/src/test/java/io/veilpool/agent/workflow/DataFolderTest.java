package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void keepsASecondAgentOfTheSameProcessOutUntilTheFirstIsDone() throws Exception {
        Path data = folder.resolve("data");
        try (DataFolder first = DataFolder.hold(data)) {
            assertThat(first.root()).isEqualTo(data.toRealPath());
            assertThatThrownBy(() -> DataFolder.hold(data)).isInstanceOf(DataFolderBusyException.class);
        }
        DataFolder.hold(data).close();
    }

    @Test
    void namesTheProcessThatHoldsItAndIsFreeOnceThatIsKilled() throws Exception {
        Path data = folder.resolve("data");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FolderHolder.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader(StandardCharsets.UTF_8).readLine()).startsWith("holding");

            assertThatThrownBy(() -> DataFolder.hold(data))
                    .isInstanceOf(DataFolderBusyException.class)
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        DataFolder.hold(data).close();
    }

    @Test
    void isReadableForItsOwnerOnly() throws Exception {
        DataFolder.hold(folder.resolve("data")).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void takesAFolderThatIsThereAwayFromOthersAndRemovesWhatAKilledAgentWasWriting() throws Exception {
        Path features = Files.createDirectories(folder.resolve("data").resolve("features"));
        Files.setPosixFilePermissions(folder.resolve("data"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path half = Files.writeString(features.resolve("writing-17.part"), "half of some features");
        Path whole = Files.writeString(features.resolve("abc.safetensors"), "whole");
        DataFolder.hold(folder.resolve("data")).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
        assertThat(half).doesNotExist();
        assertThat(whole).exists();
    }
}
