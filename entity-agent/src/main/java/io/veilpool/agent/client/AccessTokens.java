package io.veilpool.agent.client;

import io.veilpool.model.signing.SigningKey;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens by the client credentials grant with a signed assertion (RFC 7523), kept in memory until they expire. */
final class AccessTokens {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final long EARLY_SECONDS = 30;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Outbound outbound;
    private final Credentials credentials;
    private final Clock clock;
    private @Nullable Token token;

    private record Token(String value, Instant goodUntil) {}

    /** @param audience the token endpoint as the coordinator names it */
    record Credentials(String clientId, URI tokenEndpoint, String audience, SigningKey key) {
        @Override
        public String toString() {
            return "Credentials[" + clientId + "]";
        }
    }

    AccessTokens(Outbound outbound, Credentials credentials, Clock clock) {
        this.outbound = outbound;
        this.credentials = credentials;
        this.clock = clock;
    }

    synchronized String current() throws UnreachableException, CoordinatorRefusedException {
        Token kept = token;
        if (kept != null && clock.instant().isBefore(kept.goodUntil())) {
            return kept.value();
        }
        Token fresh = fetch();
        token = fresh;
        return fresh.value();
    }

    /** Forgets the token that was refused, so that the next call fetches another. */
    synchronized void refused() {
        token = null;
    }

    private Token fetch() throws UnreachableException, CoordinatorRefusedException {
        HttpResponse<byte[]> answer = outbound.send(this::request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw explained(answer);
        }
        try {
            JsonNode tree = JSON.readTree(answer.body());
            String value = tree.path("access_token").asString("");
            long seconds = tree.path("expires_in").asLong(60);
            if (value.isEmpty()) {
                throw new CoordinatorRefusedException(200, null, "The token endpoint answered without a token.");
            }
            return new Token(value, clock.instant().plusSeconds(Math.max(1, seconds - EARLY_SECONDS)));
        } catch (JacksonException e) {
            throw new CoordinatorRefusedException(200, null, "The token endpoint did not answer with JSON.");
        }
    }

    private CoordinatorRefusedException explained(HttpResponse<byte[]> answer) {
        CoordinatorRefusedException refusal =
                Problems.refusal("A token for this agent", answer.statusCode(), answer.body());
        String why = outbound.clockWarning()
                .orElse(
                        "If this entity was removed from the collaboration, or enrolled again elsewhere, ask its admin for"
                                + " a new invitation.");
        return new CoordinatorRefusedException(refusal.status(), refusal.type(), refusal.getMessage() + " " + why);
    }

    private HttpRequest request() {
        Map<String, String> form = Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                credentials.clientId(),
                "client_assertion_type",
                ASSERTION_TYPE,
                "client_assertion",
                credentials.key().clientAssertion(credentials.clientId(), credentials.audience(), clock.instant()));
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return outbound.request(credentials.tokenEndpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
