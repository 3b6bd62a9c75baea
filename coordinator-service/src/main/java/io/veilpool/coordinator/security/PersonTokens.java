package io.veilpool.coordinator.security;

import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.model.protocol.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Component;

/** Tokens for people who logged in. */
@Component
@ApiRole
public class PersonTokens {
    static final Duration LIFE = Duration.ofHours(1);

    private final CoordinatorSettings settings;
    private final JwtEncoder encoder;
    private final Clock clock;

    PersonTokens(CoordinatorSettings settings, JwtEncoder encoder, Clock clock) {
        this.settings = settings;
        this.encoder = encoder;
        this.clock = clock;
    }

    public AccessToken issue(String username, CallerRole role) {
        Instant now = clock.instant();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(settings.base())
                .audience(List.of(settings.base()))
                .subject(username)
                .id(UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(LIFE))
                .claim("roles", List.of(role.name()))
                .build();
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.ES256).build();
        String token = encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
        return new AccessToken(token, LIFE.toSeconds());
    }
}
