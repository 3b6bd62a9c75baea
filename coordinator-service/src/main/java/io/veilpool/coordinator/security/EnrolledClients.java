package io.veilpool.coordinator.security;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** Every active member is an OAuth2 client: client id = entity id, authenticated by a JWT signed with its enrolled key. */
final class EnrolledClients implements RegisteredClientRepository {
    static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final Memberships memberships;

    EnrolledClients(Memberships memberships) {
        this.memberships = memberships;
    }

    @Override
    public void save(RegisteredClient client) {
        throw new IllegalStateException("Clients come into being by enrolment only");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return credentials(memberships, clientId).map(EnrolledClients::client).orElse(null);
    }

    static Optional<Memberships.EntityCredentials> credentials(Memberships memberships, String clientId) {
        UUID id;
        try {
            id = UUID.fromString(clientId);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return memberships.credentials(id).filter(Memberships.EntityCredentials::active);
    }

    private static RegisteredClient client(Memberships.EntityCredentials entity) {
        return RegisteredClient.withId(entity.entity().toString())
                .clientId(entity.entity().toString())
                .clientName(entity.name())
                .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .clientSettings(ClientSettings.builder()
                        .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES256)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(TOKEN_LIFE)
                        .build())
                .build();
    }
}
