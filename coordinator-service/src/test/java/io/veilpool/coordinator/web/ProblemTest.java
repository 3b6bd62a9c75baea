package io.veilpool.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.RealServers;
import io.veilpool.coordinator.testing.Rest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@CoordinatorTest
class ProblemTest {
    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Test
    void aBodyThatIsNoRequestIsRefusedWithItsPlace() {
        for (String body : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"name\":\"x\"}",
                "{\"name\":null,\"charter\":null}",
                "{\"name\":\"x\",\"charter\":{\"classes\":[null]}}",
                "{\"name\":\"x\",\"unknown\":1}",
                "{\"name\":\"x\",\"name\":\"y\"}",
                "{} {}")) {
            Rest.Answer refused = rest.post("/api/v1/collaborations", parties.admin(), body);
            assertThat(refused.status()).as(body).isEqualTo(400);
            assertThat(refused.problem()).as(body).isEqualTo("invalid-request");
            assertThat(refused.detail()).as(body).contains("body cannot be read");
        }
    }

    @Test
    void aNullInsideAListIsRefused() {
        String path = "/api/v1/collaborations";
        String sound = tools.jackson.databind.json.JsonMapper.shared()
                .writeValueAsString(new io.veilpool.model.protocol.OpenCollaboration(
                        "nulls " + UUID.randomUUID(), Parties.charter()));
        assertThat(rest.post(path, parties.admin(), sound.replace("\"cat\"", "null"))
                        .problem())
                .isEqualTo("invalid-request");
    }

    @Test
    void aBodyLargerThanAnyRequestIsRefused() {
        Rest.Answer refused = rest.post(
                "/api/v1/collaborations", parties.admin(), "{\"name\":\"" + "x".repeat(9 * 1024 * 1024) + "\"}");
        assertThat(refused.status()).isIn(400, 413);
        assertThat(refused.problem()).isIn("too-large", "invalid-request");
    }

    @Test
    void anotherMediaTypeIsRefused() {
        assertThat(rest.post("/api/v1/collaborations", parties.admin(), "<x/>", "Content-Type", "application/xml")
                        .problem())
                .isEqualTo("unsupported-media-type");
    }

    @Test
    void everyAnswerNamesItsRequestAndProblemsNameItToo() {
        Rest.Answer refused = rest.send("GET", "/api/v1/collaborations", null, null, "X-Request-Id", "my-request-0001");
        assertThat(refused.header("X-Request-Id")).contains("my-request-0001");
        assertThat(refused.json().get("requestId").asString()).isEqualTo("my-request-0001");
        Rest.Answer strange = rest.send("GET", "/api/v1/collaborations", null, null, "X-Request-Id", "<script>");
        assertThat(strange.json().get("requestId").asString()).matches("[0-9a-f-]{36}");
    }

    @Test
    void withTheDatabaseAwayCallersHear503AndReadinessIsDownUntilItIsBack() {
        String token = parties.admin();
        try {
            RealServers.databaseWire().cut();
            Rest.Answer refused = rest.get("/api/v1/collaborations", token);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("unavailable");
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(refused.body()).doesNotContain("127.0.0.1").doesNotContain("JDBC");
            assertThat(rest.post("/api/v1/logins", null, "{\"username\":\"admin\",\"password\":\"x\"}")
                            .problem())
                    .isEqualTo("unavailable");
            assertThat(rest.get("/actuator/health/readiness", null).status()).isEqualTo(503);
            assertThat(rest.get("/actuator/health/liveness", null).status()).isEqualTo(200);
        } finally {
            RealServers.databaseWire().mend();
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(rest.get("/api/v1/collaborations", token).status()).isEqualTo(200);
            assertThat(rest.get("/actuator/health/readiness", null).status()).isEqualTo(200);
        });
    }

    @Test
    void theDescriptionIsOpenApi31WithSecurityAndExamples() {
        Rest.Answer described = rest.get("/v3/api-docs", null);
        assertThat(described.json().get("openapi").asString()).startsWith("3.1");
        assertThat(described.json().at("/components/securitySchemes").propertyNames())
                .contains("agent", "person");
        assertThat(described
                        .json()
                        .at("/components/schemas/OpenCollaboration/example")
                        .isObject())
                .isTrue();
        JsonNode reports = described.json().at("/paths/~1api~1v1~1collaborations~1{collaboration}~1leakage-reports");
        assertThat(reports.at("/get/parameters").findValuesAsString("name"))
                .containsExactlyInAnyOrder("collaboration", "entity", "verdict", "since", "page", "size");
        JsonNode trail = described.json().at("/paths/~1api~1v1~1audit");
        assertThat(trail.at("/get/parameters").findValuesAsString("name"))
                .containsExactlyInAnyOrder("action", "actor", "since", "until", "from", "to", "page", "size");
        assertThat(trail.at("/get/parameters").findValuesAsString("description"))
                .contains("Only of this kind, for instance contribution-accepted");
        assertThat(described.body()).doesNotContain("\"once\"").doesNotContain("\"caller\"");
        assertThat(rest.get("/swagger-ui/index.html", null).status()).isEqualTo(200);
    }
}
