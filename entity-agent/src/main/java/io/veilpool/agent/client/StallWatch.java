package io.veilpool.agent.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Reads a body and closes it when nothing has come for a while: the client's own limit ends with the headers, and a connection whose other
 * side vanished would be waited for without end.
 */
final class StallWatch implements AutoCloseable {
    private final InputStream in;
    private final Thread watcher;
    private volatile long reads;

    private StallWatch(InputStream in, Duration patience) {
        this.in = in;
        this.watcher = Thread.ofVirtual().unstarted(() -> watch(patience));
    }

    static StallWatch over(InputStream in, Duration patience) {
        StallWatch watch = new StallWatch(in, patience);
        watch.watcher.start();
        return watch;
    }

    private void watch(Duration patience) {
        try {
            long before = -1;
            while (reads != before) {
                before = reads;
                Thread.sleep(patience);
            }
            in.close();
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            return; // its reader hears of it
        }
    }

    /** @throws IOException if the connection broke or nothing came for too long */
    int read(byte[] buffer) throws IOException {
        int read = in.read(buffer);
        reads = reads + 1; // one thread reads
        return read;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
