package io.veilpool.coordinator.security;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * At most so many calls per key and window; the key is never told. Counts in this process only, for the last 10,000
 * keys.
 */
public final class RateLimit {
    private static final int KEYS = 10_000;

    private final String what;
    private final int limit;
    private final Duration window;
    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > KEYS;
        }
    };

    /** @param what named in the refusal, a plural */
    public RateLimit(String what, int limit, Duration window, Clock clock) {
        this.what = what;
        this.limit = limit;
        this.window = window;
        this.clock = clock;
    }

    /** Counts one call; refused with TOO_MANY_REQUESTS beyond the limit. */
    public void take(String key) {
        long now = clock.millis();
        synchronized (counts) {
            Count count = counts.get(key);
            if (count == null || now - count.since >= window.toMillis()) {
                count = new Count(now);
                counts.put(key, count);
            }
            if (count.calls >= limit) {
                long wait = Math.max(1, Math.ceilDiv(count.since + window.toMillis() - now, 1_000L));
                throw new RefusedException(
                        ProblemType.TOO_MANY_REQUESTS,
                        "More than %d %s within %d s. Wait %d s.".formatted(limit, what, window.toSeconds(), wait),
                        Map.of("limit", limit, "windowSeconds", window.toSeconds(), "retryAfterSeconds", wait));
            }
            count.calls++;
        }
    }

    /** Forgets the calls of a key. */
    public void forget(String key) {
        synchronized (counts) {
            counts.remove(key);
        }
    }

    private static final class Count {
        private final long since;
        private int calls;

        Count(long since) {
            this.since = since;
        }
    }
}
