package io.veilpool.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ComputeTurnsTest {
    @TempDir
    Path folder;

    @Test
    void givesAsManyTurnsAsThereAreSlots() throws Exception {
        try (var pool = Executors.newCachedThreadPool()) {
            ComputeTurns.Turn first = ComputeTurns.take(folder, 2);
            ComputeTurns.Turn second = ComputeTurns.take(folder, 2);
            Future<ComputeTurns.Turn> third = pool.submit(() -> ComputeTurns.take(folder, 2));
            assertThat(waits(third)).isTrue();
            first.close();
            third.get(10, TimeUnit.SECONDS).close();
            second.close();
        }
    }

    @Test
    void waitsForEverySlotWhenAllAreWanted() throws Exception {
        try (var pool = Executors.newCachedThreadPool()) {
            ComputeTurns.Turn one = ComputeTurns.take(folder, 2);
            Future<ComputeTurns.Turn> all = pool.submit(() -> ComputeTurns.takeAll(folder, 2));
            assertThat(waits(all)).isTrue();
            one.close();
            ComputeTurns.Turn both = all.get(10, TimeUnit.SECONDS);
            Future<ComputeTurns.Turn> later = pool.submit(() -> ComputeTurns.take(folder, 2));
            assertThat(waits(later)).isTrue();
            both.close();
            later.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void waitsForAnotherProcessAndNoLongerThanItLives() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (var pool = Executors.newCachedThreadPool()) {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            Future<ComputeTurns.Turn> mine = pool.submit(() -> ComputeTurns.take(folder, 1));
            assertThat(waits(mine)).isTrue();
            other.destroyForcibly();
            mine.get(20, TimeUnit.SECONDS).close();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Takes the only turn and dies with it. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            ComputeTurns.Turn turn = ComputeTurns.take(Path.of(arguments[0]), 1);
            System.out.println("held");
            new CountDownLatch(1).await();
            turn.close();
        }
    }

    @Test
    void needsNoFolderWhereNobodyShares() throws Exception {
        try (ComputeTurns.Turn turn = ComputeTurns.take(null, 1);
                ComputeTurns.Turn again = ComputeTurns.takeAll(null, 1)) {
            assertThat(turn).isNotSameAs(again);
        }
    }

    @Test
    void leavesTheLocksFreeAfterClosing() throws Exception {
        ComputeTurns.takeAll(folder, 3).close();
        for (int slot = 0; slot < 3; slot++) {
            assertThat(isFree(folder.resolve("turn-" + slot + ".lock"))).isTrue();
        }
    }

    private static boolean isFree(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        }
    }

    private static boolean waits(Future<?> future) throws Exception {
        try {
            future.get(700, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }
}
