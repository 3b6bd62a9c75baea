package io.veilpool.coordinator.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What a client assertion must say (RFC 7523, stricter): issuer and subject are the client, the audience is the token
 * endpoint, it lives five minutes at most, and it is used once.
 */
final class AssertionChecks implements OAuth2TokenValidator<Jwt> {
    static final Duration SKEW = Duration.ofSeconds(60);
    static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    private final String clientId;
    private final String tokenEndpoint;
    private final UsedAssertions used;
    private final Clock clock;

    AssertionChecks(String clientId, String tokenEndpoint, UsedAssertions used, Clock clock) {
        this.clientId = clientId;
        this.tokenEndpoint = tokenEndpoint;
        this.used = used;
        this.clock = clock;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt assertion) {
        Instant now = clock.instant();
        String refusal = refusal(assertion, now);
        return refusal == null
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_client", refusal, null));
    }

    private @Nullable String refusal(Jwt assertion, Instant now) {
        if (!clientId.equals(assertion.getClaimAsString("iss")) || !clientId.equals(assertion.getSubject())) {
            return "iss and sub of the client assertion must be the client id " + clientId + ".";
        }
        List<String> audience = Objects.requireNonNullElse(assertion.getAudience(), List.of());
        if (!audience.equals(List.of(tokenEndpoint))) {
            return "aud of the client assertion must be " + tokenEndpoint + " and nothing else.";
        }
        Instant issued = assertion.getIssuedAt();
        Instant expires = assertion.getExpiresAt();
        if (issued == null || expires == null) {
            return "The client assertion needs iat and exp.";
        }
        if (issued.isAfter(now.plus(SKEW)) || expires.isBefore(now.minus(SKEW))) {
            return clockRefusal(issued, expires, now);
        }
        if (Duration.between(issued, expires).compareTo(LONGEST_LIFE) > 0) {
            return "The client assertion lives %d s, at most %d s are allowed."
                    .formatted(Duration.between(issued, expires).toSeconds(), LONGEST_LIFE.toSeconds());
        }
        String jti = assertion.getId();
        if (jti == null || jti.isEmpty() || jti.length() > 200) {
            return "The client assertion needs a jti of 1 to 200 characters.";
        }
        return used.use(clientId, jti, expires, now) ? null : "The client assertion was used before; make a new one.";
    }

    private static String clockRefusal(Instant issued, Instant expires, Instant now) {
        return ("The client assertion was made at %s by the client's clock and ends at %s; it is %s by the coordinator's"
                        + " clock, %d s apart; %d s are allowed. If the assertion is fresh, set the client's clock.")
                .formatted(
                        issued,
                        expires,
                        now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        Duration.between(issued, now).abs().toSeconds(),
                        SKEW.toSeconds());
    }
}
