package io.veilpool.coordinator.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

/** The embedded authorization server: gives agents tokens for their enrolled keys. Off with an external issuer. */
@Configuration(proxyBeanMethods = false)
@ApiRole
@ConditionalOnProperty(name = "veilpool.issuer", matchIfMissing = true, havingValue = "embedded")
class AuthorizationServerConfiguration {
    private static final String[] ADDRESSES = {
        "/oauth2/token", "/oauth2/jwks", "/.well-known/oauth-authorization-server"
    };

    @Bean
    @Order(1)
    SecurityFilterChain authorizationServer(
            HttpSecurity http, JwtDecoderFactory<RegisteredClient> assertions, TokenRefusal refusal) throws Exception {
        http.securityMatcher(ADDRESSES)
                .oauth2AuthorizationServer(server -> server.clientAuthentication(client -> client.errorResponseHandler(
                                        refusal)
                                .authenticationProviders(providers -> providers.stream()
                                        .filter(JwtClientAssertionAuthenticationProvider.class::isInstance)
                                        .map(JwtClientAssertionAuthenticationProvider.class::cast)
                                        .forEach(provider -> provider.setJwtDecoderFactory(assertions))))
                        .tokenEndpoint(token -> token.errorResponseHandler(refusal)))
                .csrf(csrf -> csrf.disable())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .authorizeHttpRequests(
                        requests -> requests.requestMatchers("/oauth2/jwks", "/.well-known/oauth-authorization-server")
                                .permitAll()
                                .anyRequest()
                                .authenticated());
        return http.build();
    }

    @Bean
    RegisteredClientRepository enrolledClients(Memberships memberships) {
        return new EnrolledClients(memberships);
    }

    @Bean
    AuthorizationServerSettings authorizationServerSettings(CoordinatorSettings settings) {
        return AuthorizationServerSettings.builder().issuer(settings.base()).build();
    }

    @Bean
    ForgottenAuthorizations authorizations() {
        return new ForgottenAuthorizations();
    }

    @Bean
    TokenRefusal tokenRefusal() {
        return new TokenRefusal();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> entityToken(CoordinatorSettings settings) {
        return context -> {
            context.getJwsHeader().algorithm(SignatureAlgorithm.ES256);
            context.getClaims()
                    .audience(List.of(settings.base()))
                    .claim("roles", List.of(CallerRole.ENTITY.name()))
                    .claim("entity", context.getRegisteredClient().getClientName());
        };
    }

    @Bean
    JwtDecoderFactory<RegisteredClient> clientAssertions(
            CoordinatorSettings settings, Memberships memberships, UsedAssertions used, Clock clock) {
        return client -> assertionDecoder(client, settings, memberships, used, clock);
    }

    private static JwtDecoder assertionDecoder(
            RegisteredClient client,
            CoordinatorSettings settings,
            Memberships memberships,
            UsedAssertions used,
            Clock clock) {
        Memberships.EntityCredentials entity = EnrolledClients.credentials(memberships, client.getClientId())
                .orElseThrow(() -> new IllegalStateException("A client without credentials"));
        JWKSet key = new JWKSet(PublicJwks.parse(entity.publicKey()));
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(key))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(new AssertionChecks(client.getClientId(), settings.tokenEndpoint(), used, clock));
        return decoder;
    }
}
