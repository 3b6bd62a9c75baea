package io.veilpool.coordinator.storage;

import io.veilpool.embedded.EmbeddedServerException;
import io.veilpool.embedded.ObjectStoreServer;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The api's own store. Starts it again on the same port should its process die. */
final class EmbeddedObjectStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedObjectStore.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path folder;
    private final Thread guard;
    private ObjectStoreServer server;
    private boolean closed;

    EmbeddedObjectStore(Path folder) {
        this.folder = folder;
        this.server = ObjectStoreServer.start(folder);
        this.guard = Thread.ofPlatform().daemon().name("object-store-guard").start(this::watch);
    }

    synchronized ObjectStoreServer server() {
        return server;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                restartIfDead();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void restartIfDead() {
        if (closed || server.isRunning()) {
            return;
        }
        LOG.warn("The object store's process ended by itself; starting it again");
        try {
            String before = server.endpoint();
            server = ObjectStoreServer.start(folder);
            if (!server.endpoint().equals(before)) {
                LOG.error(
                        "The object store had to change its address from {} to {}: restart api and worker",
                        before,
                        server.endpoint());
            }
        } catch (EmbeddedServerException e) {
            LOG.error("The object store does not start again: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        guard.interrupt();
        synchronized (this) {
            closed = true;
            server.close();
        }
    }
}
