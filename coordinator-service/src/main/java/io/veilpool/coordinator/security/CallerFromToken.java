package io.veilpool.coordinator.security;

import io.veilpool.coordinator.settings.CoordinatorSettings;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * Turns a verified token into a caller, and asks the database at every request whether entity or account are still
 * active: a token of a revoked member is worth nothing from the next request on.
 *
 * <p>Claims: {@code roles} (one of ADMIN, ENTITY, AUDITOR); for entities {@code entity_id} or {@code sub} is the entity's
 * id; for people {@code preferred_username} (external issuer only) or {@code sub} is the name.
 */
final class CallerFromToken implements Converter<Jwt, AbstractAuthenticationToken> {
    private final CoordinatorSettings settings;
    private final Memberships memberships;
    private final PersonCredentials people;

    CallerFromToken(CoordinatorSettings settings, Memberships memberships, PersonCredentials people) {
        this.settings = settings;
        this.memberships = memberships;
        this.people = people;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        CallerRole role = role(token);
        return new CallerAuthentication(role == CallerRole.ENTITY ? entity(token) : person(token, role));
    }

    private Caller entity(Jwt token) {
        UUID id = uuid(Optional.ofNullable(token.getClaimAsString("entity_id")).orElse(token.getSubject()));
        return memberships
                .credentials(id)
                .filter(Memberships.EntityCredentials::active)
                .map(known -> Caller.entity(known.entity(), known.name(), known.collaboration()))
                .orElseThrow(() -> new InvalidBearerTokenException("The entity is not enrolled, or was revoked"));
    }

    private Caller person(Jwt token, CallerRole role) {
        if (settings.externalIssuer()) {
            String name = Optional.ofNullable(token.getClaimAsString("preferred_username"))
                    .orElse(token.getSubject());
            if (name == null || name.isBlank()) {
                throw new InvalidBearerTokenException("The token names nobody");
            }
            return Caller.person(name, role);
        }
        String name = Objects.requireNonNullElse(token.getSubject(), "");
        if (people.activeRole(name).filter(role::equals).isEmpty()) {
            throw new InvalidBearerTokenException("The account was closed, or has another role now");
        }
        return Caller.person(name, role);
    }

    private static CallerRole role(Jwt token) {
        Object claim = token.getClaims().get("roles");
        Collection<?> roles = claim instanceof Collection<?> several ? several : List.of();
        List<CallerRole> known = List.of(CallerRole.values()).stream()
                .filter(role -> roles.contains(role.name()))
                .toList();
        if (known.size() != 1) {
            throw new InvalidBearerTokenException(
                    "The token must have exactly one of the roles ADMIN, ENTITY, AUDITOR in its claim roles");
        }
        return known.getFirst();
    }

    private static UUID uuid(@Nullable String text) {
        try {
            return UUID.fromString(Objects.requireNonNullElse(text, ""));
        } catch (IllegalArgumentException e) {
            throw new InvalidBearerTokenException("The token names no entity");
        }
    }
}
