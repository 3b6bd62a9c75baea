package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the append-only trail: who did what to what.
 *
 * @param number        from 1, without a gap
 * @param previous      hash of the entry before; of the first entry 64 zeros
 * @param at            to the microsecond
 * @param actor         for instance {@code person admin}, {@code entity e1}, {@code coordinator worker}
 * @param action        what happened, for instance {@code contribution-accepted}
 * @param subject       what it happened to
 * @param collaboration null if it concerns none
 * @param details       values worth keeping, and the request's id
 */
public record TrailEntry(
        long number,
        String previous,
        Instant at,
        String actor,
        String action,
        String subject,
        @Nullable UUID collaboration,
        Map<String, String> details) {}
