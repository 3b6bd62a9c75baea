package io.veilpool.coordinator.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Who gets past the door of the REST interface: a valid token, or one of the few addresses that need none. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@ApiRole
class ResourceServerConfiguration {
    private static final Duration SKEW = Duration.ofSeconds(30);

    @Bean
    @Order(2)
    SecurityFilterChain api(
            HttpSecurity http,
            CallerFromToken callers,
            JwtDecoder tokens,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems,
            @Value("${veilpool.metrics.open:false}") boolean openMetrics)
            throws Exception {
        ProblemEntryPoint refusal = new ProblemEntryPoint(problems);
        http.csrf(csrf -> csrf.disable()) // no cookie ever authenticates
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .formLogin(form -> form.disable())
                .httpBasic(basic -> basic.disable())
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(refusal)
                        .accessDeniedHandler(refusal)
                        .jwt(jwt -> jwt.decoder(tokens).jwtAuthenticationConverter(callers)))
                .authorizeHttpRequests(requests -> {
                    requests.dispatcherTypeMatchers(jakarta.servlet.DispatcherType.ERROR)
                            .permitAll()
                            .requestMatchers(HttpMethod.POST, "/api/v1/logins", "/api/v1/enrolments")
                            .permitAll()
                            .requestMatchers(HttpMethod.GET, "/actuator/health/**")
                            .permitAll()
                            .requestMatchers(
                                    HttpMethod.GET,
                                    "/v3/api-docs/**",
                                    "/v3/api-docs.yaml",
                                    "/swagger-ui.html",
                                    "/swagger-ui/**",
                                    "/schemas/*")
                            .permitAll();
                    if (openMetrics) {
                        requests.requestMatchers(HttpMethod.GET, "/actuator/prometheus")
                                .permitAll();
                    }
                    requests.requestMatchers("/actuator/**")
                            .hasAnyRole(CallerRole.ADMIN.name(), CallerRole.AUDITOR.name())
                            .anyRequest()
                            .authenticated();
                });
        return http.build();
    }

    @Bean
    CallerFromToken callerFromToken(CoordinatorSettings settings, Memberships memberships, PersonCredentials people) {
        return new CallerFromToken(settings, memberships, people);
    }

    /** Tokens of the embedded issuer, or of the external one, whose keys are fetched when first needed. */
    @Bean
    JwtDecoder tokens(CoordinatorSettings settings, KeptCoordinatorKey keys, Clock clock) {
        if (settings.externalIssuer()) {
            String issuer = String.valueOf(settings.issuer());
            return new SupplierJwtDecoder(() -> {
                NimbusJwtDecoder external =
                        NimbusJwtDecoder.withIssuerLocation(issuer).build();
                external.setJwtValidator(checks(issuer, settings.base(), clock));
                return external;
            });
        }
        NimbusJwtDecoder own = NimbusJwtDecoder.withJwkSource(keys.ofTokens())
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        own.setJwtValidator(checks(settings.base(), settings.base(), clock));
        return own;
    }

    @Bean
    JwtEncoder tokenEncoder(KeptCoordinatorKey key) {
        return new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key.privateKey())));
    }

    private static OAuth2TokenValidator<Jwt> checks(String issuer, String audience, Clock clock) {
        JwtTimestampValidator time = new JwtTimestampValidator(SKEW);
        time.setClock(clock);
        return new DelegatingOAuth2TokenValidator<>(List.of(
                time,
                new JwtIssuerValidator(issuer),
                new JwtClaimValidator<Object>("exp", Objects::nonNull),
                new JwtClaimValidator<Object>(
                        "aud", claim -> claim instanceof Collection<?> several && several.contains(audience))));
    }
}
