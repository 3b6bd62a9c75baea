package io.veilpool.coordinator.storage;

import io.veilpool.coordinator.problem.RefusedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Makes the bucket as soon as the store answers, so that a coordinator whose store is away at start comes up, says that
 * it is not ready, and gets ready by itself.
 */
@Component("objectStoreHealthIndicator")
class BucketPreparation implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(BucketPreparation.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ObjectStore store;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean prepared;

    BucketPreparation(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void start() {
        running.set(true);
        if (!attempt()) {
            Thread.ofVirtual().name("bucket-preparation").start(this::keepTrying);
        }
    }

    private void keepTrying() {
        try {
            while (running.get() && !prepared) {
                Thread.sleep(INTERVAL);
                attempt();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() {
        try {
            store.prepare();
            prepared = true;
        } catch (RefusedException away) {
            LOG.warn("The object store is not ready: {}", away.getMessage());
        }
        return prepared;
    }

    @Override
    public void stop() {
        running.set(false);
    }

    @Override
    public boolean isRunning() {
        return running.get();
    }

    @Override
    public Health health() {
        try {
            store.prepare();
            prepared = true;
            return Health.up().build();
        } catch (RefusedException away) {
            return Health.down()
                    .withDetail("reason", String.valueOf(away.getMessage()))
                    .build();
        }
    }
}
