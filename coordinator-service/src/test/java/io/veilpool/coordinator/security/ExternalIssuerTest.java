package io.veilpool.coordinator.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.veilpool.coordinator.CoordinatorApplication;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.RealObjectStore;
import io.veilpool.coordinator.testing.RealPostgres;
import io.veilpool.coordinator.testing.RealServers;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.GrantAccess;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The coordinator with tokens of somebody else's authorization server, which signs by RSA as most do. */
@SpringBootTest(
        classes = CoordinatorApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"veilpool.role=api", "veilpool.public-url=" + CoordinatorTest.PUBLIC_URL})
@Import(Rest.Configuration.class)
@DirtiesContext // no other class uses this application
class ExternalIssuerTest {
    private static final RSAKey KEY;
    private static final HttpServer ISSUER;
    private static final String ADDRESS;

    static {
        try {
            KEY = new RSAKeyGenerator(2048).keyID("their-key").generate();
            ISSUER = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException(e);
        }
        ADDRESS = "http://127.0.0.1:" + ISSUER.getAddress().getPort();
        serve(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + ADDRESS + "\",\"jwks_uri\":\"" + ADDRESS + "/keys\"}");
        serve("/keys", "{\"keys\":[" + KEY.toPublicJWK().toJSONString() + "]}");
        ISSUER.start();
    }

    @Autowired
    Rest rest;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        RealServers.settings(RealPostgres.fresh(), RealObjectStore.shared())
                .forEach((name, value) -> registry.add(name, () -> value));
        registry.add("veilpool.issuer", () -> ADDRESS);
        registry.add("veilpool.issuer-token-endpoint", () -> ADDRESS + "/token");
    }

    @AfterAll
    static void stop() {
        ISSUER.stop(0);
    }

    @Test
    void itsTokensAreTakenAndTheEmbeddedServerIsOff() {
        String admin = token("m.curie", "ADMIN", CoordinatorTest.PUBLIC_URL, ADDRESS);
        Rest.Answer opened = rest.post(
                "/api/v1/collaborations",
                admin,
                new OpenCollaboration("theirs " + UUID.randomUUID(), Parties.charter()));
        assertThat(opened.status()).isEqualTo(201);
        String collaboration = opened.json().get("id").asString();
        assertThat(rest.get("/api/v1/collaborations/" + collaboration + "/audit", admin)
                        .json()
                        .at("/items/0/actor")
                        .asString())
                .isEqualTo("person m.curie");

        String auditor = token("n.bohr", "AUDITOR", CoordinatorTest.PUBLIC_URL, ADDRESS);
        String address = "/api/v1/collaborations/" + collaboration;
        assertThat(rest.get(address, auditor).status()).isEqualTo(404);
        assertThat(rest.post(address + "/auditors", admin, new GrantAccess("n.bohr"))
                        .status())
                .as("by the name in its tokens, which no account has")
                .isEqualTo(201);
        assertThat(rest.get(address, auditor).status()).isEqualTo(200);

        assertThat(rest.post("/api/v1/logins", null, "{\"username\":\"admin\",\"password\":\"x\"}")
                        .problem())
                .isEqualTo("not-found");
        assertThat(rest.get("/api/v1/accounts", admin).status()).isEqualTo(404);
        assertThat(rest.post("/oauth2/token", null, "{}").status()).isEqualTo(401);
        assertThat(rest.get("/oauth2/jwks", null).status()).isEqualTo(401);
    }

    @Test
    void anEntityIsRecognisedByTheIdOfItsEnrolment() {
        String admin = token("m.curie", "ADMIN", CoordinatorTest.PUBLIC_URL, ADDRESS);
        Rest.Answer opened = rest.post(
                "/api/v1/collaborations", admin, new OpenCollaboration("ids " + UUID.randomUUID(), Parties.charter()));
        String path = "/api/v1/collaborations/" + opened.json().get("id").asString();
        rest.put(
                path + "/state",
                admin,
                "{\"state\":\"OPEN\"}",
                "If-Match",
                opened.header("ETag").orElseThrow());
        String code = rest.post(path + "/invitations", admin, new InviteEntity("e1", 1))
                .json()
                .get("code")
                .asString();
        Rest.Answer enrolled = rest.post(
                "/api/v1/enrolments",
                null,
                new EnrolEntity(code, SigningKey.generate().publicJwk()));
        String entity = enrolled.json().get("entityId").asString();
        assertThat(rest.get(path, token(entity, "ENTITY", CoordinatorTest.PUBLIC_URL, ADDRESS))
                        .status())
                .isEqualTo(200);
        assertThat(rest.get(path, token(UUID.randomUUID().toString(), "ENTITY", CoordinatorTest.PUBLIC_URL, ADDRESS))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void tokensForOthersOrOfOthersAreRefused() {
        assertThat(status(token("x", "ADMIN", "http://another-service.test", ADDRESS)))
                .isEqualTo(401);
        assertThat(status(token("x", "ADMIN", CoordinatorTest.PUBLIC_URL, "http://another-issuer.test")))
                .isEqualTo(401);
        assertThat(status(token("x", "ROOT", CoordinatorTest.PUBLIC_URL, ADDRESS)))
                .isEqualTo(401);
    }

    private int status(String token) {
        return rest.get("/api/v1/collaborations", token).status();
    }

    private static String token(String subject, String role, String audience, String issuer) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(KEY.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer)
                            .subject(subject)
                            .audience(audience)
                            .claim("roles", List.of(role))
                            .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                            .build());
            jwt.sign(new RSASSASigner(KEY));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void serve(String path, String json) {
        ISSUER.createContext(path, exchange -> {
            try (exchange) {
                byte[] body = json.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }
}
