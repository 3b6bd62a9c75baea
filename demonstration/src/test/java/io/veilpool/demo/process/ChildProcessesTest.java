package io.veilpool.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessesTest {
    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    private ChildProcesses children() {
        return new ChildProcesses(folder, (name, line) -> heard.add(name + ": " + line));
    }

    @Test
    void hearsEveryLineAndKeepsTheLog() throws Exception {
        try (ChildProcesses children = children()) {
            ChildProcess child = children.start(
                    "e1", List.of("sh", "-c", "echo one; echo zwei ä >&2; exit 3"), Map.of(), folder, true);
            await(() -> heard.size() == 2);
            assertThat(heard).containsExactlyInAnyOrder("e1: one", "e1: zwei ä");
            await(() -> !child.isAlive());
            assertThat(child.exitStatus()).isEqualTo(3);
            assertThat(child.tail(1)).containsExactly("zwei ä");
            assertThat(child.hasSaid("one")).isTrue();
        }
    }

    @Test
    void aSecondStartReadsOnlyItsOwnLines() throws Exception {
        try (ChildProcesses children = children()) {
            await(children.start("e1", List.of("echo", "ready"), Map.of(), folder, false));
            ChildProcess second = children.start("e1", List.of("true"), Map.of(), folder, false);
            await(second);
            assertThat(second.hasSaid("ready")).isFalse();
            assertThat(Files.readString(second.log())).contains("ready");
        }
    }

    @Test
    void stopsWhatStillRuns() throws Exception {
        ChildProcess child;
        try (ChildProcesses children = children()) {
            child = children.start("e1", List.of("sleep", "60"), Map.of(), folder, false);
            assertThat(child.isAlive()).isTrue();
        }
        assertThat(child.isAlive()).isFalse();
        assertThat(folder.resolve("processes.txt")).doesNotExist();
    }

    @Test
    void leavesWhatIsKeptUntilALaterRunEndsIt() throws Exception {
        ChildProcess kept;
        ChildProcess other;
        try (ChildProcesses children = children()) {
            kept = children.start("api", List.of("sleep", "60"), Map.of(), folder, false);
            other = children.start("e1", List.of("sleep", "60"), Map.of(), folder, false);
            children.keep(kept);
        }
        assertThat(other.isAlive()).isFalse();
        assertThat(kept.isAlive()).isTrue();
        children().endLeftovers(Duration.ZERO);
        await(() -> !kept.isAlive());
    }

    @Test
    void endsWhatAKilledRunLeftBehindAndNothingElse() throws Exception {
        Process left = new ProcessBuilder("sleep", "60").start();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    folder.resolve("processes.txt"),
                    NotedProcess.of(left.toHandle()).line() + "\n"
                            + other.pid() + " 12345\n" // the number was given to another process since
                            + "99");
            children().endLeftovers(Duration.ofMillis(100));
            assertThat(left.waitFor(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void countsTheMemoryOfAllProcessesTogether() throws Exception {
        try (ChildProcesses children = children();
                MemoryWatch watch = MemoryWatch.start(folder)) {
            await(() -> watch.peakMiB() > 10); // this JVM
            long alone = watch.peakMiB();
            // a hundred million bytes in a variable of the shell
            children.start(
                    "e1",
                    List.of("sh", "-c", "big=$(head -c 100000000 /dev/zero | tr '\\0' x); sleep 60"),
                    Map.of(),
                    folder,
                    false);
            await(() -> watch.peakMiB() > alone + 90);
        }
    }

    @Test
    void picksAnotherPortWhenTheWantedOneIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.isFree(taken.getLocalPort())).isFalse();
            assertThat(FreePort.near(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }

    private static void await(ChildProcess child) throws InterruptedException {
        await(() -> !child.isAlive());
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 400 && !condition.getAsBoolean(); i++) {
            Thread.sleep(25);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
