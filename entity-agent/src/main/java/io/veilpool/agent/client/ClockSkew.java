package io.veilpool.agent.client;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Compares this machine's clock with the Date header of answers; tokens and presigned addresses depend on both. */
final class ClockSkew {
    private static final Duration TOLERATED = Duration.ofSeconds(60);

    private final Clock clock;
    private volatile @Nullable Seen last;

    private record Seen(Instant here, Instant there) {
        Duration ahead() {
            return Duration.between(there, here);
        }
    }

    ClockSkew(Clock clock) {
        this.clock = clock;
    }

    void note(HttpHeaders headers) {
        headers.firstValue("Date").ifPresent(text -> {
            try {
                Instant there = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                last = new Seen(clock.instant(), there);
            } catch (DateTimeParseException e) {
                last = null;
            }
        });
    }

    OptionalLong aheadSeconds() {
        Seen seen = last;
        return seen == null
                ? OptionalLong.empty()
                : OptionalLong.of(seen.ahead().toSeconds());
    }

    Optional<String> warning() {
        Seen seen = last;
        if (seen == null || seen.ahead().abs().compareTo(TOLERATED) <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "This machine's clock says %s, the coordinator's %s: they differ by %d s, at most %d s are tolerated. Set the clock that is wrong."
                        .formatted(
                                seen.here().truncatedTo(ChronoUnit.SECONDS),
                                seen.there(),
                                seen.ahead().abs().toSeconds(),
                                TOLERATED.toSeconds()));
    }
}
