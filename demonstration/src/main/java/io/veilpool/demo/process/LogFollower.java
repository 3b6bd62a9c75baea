package io.veilpool.demo.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** Reads a log as it grows; a file and not a pipe, so that a process outlives its reader. */
final class LogFollower implements AutoCloseable {
    private static final int POLL_MILLIS = 150;

    private final ChildProcess child;
    private final BiConsumer<String, String> listener;
    private final Thread thread;
    private volatile boolean closed;

    private LogFollower(ChildProcess child, BiConsumer<String, String> listener) {
        this.child = child;
        this.listener = listener;
        this.thread = Thread.ofVirtual().unstarted(this::follow);
    }

    static LogFollower start(ChildProcess child, BiConsumer<String, String> listener) {
        LogFollower follower = new LogFollower(child, listener);
        follower.thread.start();
        return follower;
    }

    private void follow() {
        StringBuilder line = new StringBuilder();
        try (RandomAccessFile file = new RandomAccessFile(child.log().toFile(), "r")) {
            file.seek(child.logStart());
            byte[] buffer = new byte[8192];
            boolean ended = false;
            while (!closed) {
                int n = file.read(buffer);
                if (n > 0) {
                    line.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    deliver(line);
                } else if (ended) {
                    return;
                } else {
                    ended = !child.isAlive(); // one more read after the end
                    Thread.sleep(POLL_MILLIS);
                }
            }
        } catch (IOException e) {
            listener.accept(child.name(), "(log cannot be read: " + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(StringBuilder text) {
        int end;
        while ((end = text.indexOf("\n")) >= 0) {
            listener.accept(child.name(), text.substring(0, end));
            text.delete(0, end + 1);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
