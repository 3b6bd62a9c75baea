package io.veilpool.coordinator.security;

import static io.veilpool.coordinator.security.EndpointAccessTest.Kind.ADMIN;
import static io.veilpool.coordinator.security.EndpointAccessTest.Kind.AUDITOR;
import static io.veilpool.coordinator.security.EndpointAccessTest.Kind.FOREIGN;
import static io.veilpool.coordinator.security.EndpointAccessTest.Kind.MEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every endpoint that exists, called by everybody: who is not named here is refused, and who is named gets past. */
@CoordinatorTest
class EndpointAccessTest {
    enum Kind {
        ADMIN,
        AUDITOR,
        MEMBER,
        FOREIGN
    }

    private static final String C = "/api/v1/collaborations/{collaboration}";
    private static final Set<Kind> READERS = Set.of(ADMIN, AUDITOR, MEMBER);

    /** An endpoint that is not in this list fails the test. */
    private static final Map<String, Set<Kind>> RULES = Map.ofEntries(
            Map.entry("POST /api/v1/accounts", Set.of(ADMIN)),
            Map.entry("GET /api/v1/accounts", Set.of(ADMIN)),
            Map.entry("POST /api/v1/collaborations", Set.of(ADMIN)),
            Map.entry("GET /api/v1/collaborations", Set.of(ADMIN, AUDITOR, MEMBER, FOREIGN)),
            Map.entry("GET " + C, READERS),
            Map.entry("PUT " + C + "/charter", Set.of(ADMIN)),
            Map.entry("GET " + C + "/charters", READERS),
            Map.entry("POST " + C + "/charter-acceptances", Set.of(MEMBER)),
            Map.entry("PUT " + C + "/state", Set.of(ADMIN)),
            Map.entry("POST " + C + "/invitations", Set.of(ADMIN)),
            Map.entry("GET " + C + "/invitations", Set.of(ADMIN)),
            Map.entry("DELETE " + C + "/invitations/{invitation}", Set.of(ADMIN)),
            Map.entry("DELETE " + C + "/members/{entity}", Set.of(ADMIN)),
            Map.entry("POST " + C + "/members/{entity}/officers", Set.of(ADMIN)),
            Map.entry("DELETE " + C + "/members/{entity}/officers/{officer}", Set.of(ADMIN)),
            Map.entry("POST " + C + "/auditors", Set.of(ADMIN)),
            Map.entry("GET " + C + "/auditors", READERS),
            Map.entry("DELETE " + C + "/auditors/{auditor}", Set.of(ADMIN)),
            Map.entry("GET " + C + "/audit", Set.of(ADMIN, AUDITOR)),
            Map.entry("GET /api/v1/audit", Set.of(ADMIN, AUDITOR)),
            Map.entry("GET /api/v1/trail/entries", Set.of(ADMIN, AUDITOR)),
            Map.entry("GET /api/v1/trail/checkpoint", Set.of(ADMIN, AUDITOR, MEMBER, FOREIGN)),
            Map.entry("GET /api/v1/trail/consistency", Set.of(ADMIN, AUDITOR, MEMBER, FOREIGN)),
            Map.entry("GET /api/v1/trail/inclusion", Set.of(ADMIN, AUDITOR, MEMBER, FOREIGN)),
            Map.entry("POST " + C + "/releases", Set.of(MEMBER)),
            Map.entry("GET " + C + "/releases", READERS),
            Map.entry("GET " + C + "/releases/{id}", READERS),
            Map.entry("GET " + C + "/releases/{id}/upload", Set.of(MEMBER)),
            Map.entry("POST " + C + "/releases/{id}/completion", Set.of(MEMBER)),
            Map.entry("GET " + C + "/releases/{id}/download", Set.of(MEMBER)),
            Map.entry("POST " + C + "/leakage-reports", Set.of(MEMBER)),
            Map.entry("GET " + C + "/leakage-reports", READERS),
            Map.entry("GET " + C + "/leakage-reports/{id}", READERS),
            Map.entry("GET " + C + "/leakage-reports/{id}/page", READERS),
            Map.entry("GET " + C + "/leakage-reports/{id}/pdf", READERS),
            Map.entry("POST " + C + "/contributions", Set.of(MEMBER)),
            Map.entry("GET " + C + "/contributions", READERS),
            Map.entry("GET " + C + "/contributions/{id}", READERS),
            Map.entry("GET " + C + "/contributions/{id}/upload", Set.of(MEMBER)),
            Map.entry("POST " + C + "/contributions/{id}/completion", Set.of(MEMBER)),
            Map.entry("POST " + C + "/snapshots", Set.of(ADMIN)),
            Map.entry("GET " + C + "/snapshots", READERS),
            Map.entry("GET " + C + "/snapshots/{id}", READERS),
            Map.entry("GET " + C + "/snapshots/{id}/downloads", Set.of(MEMBER)),
            Map.entry("GET " + C + "/evidence", Set.of(ADMIN, AUDITOR)),
            Map.entry("POST " + C + "/reruns", Set.of(AUDITOR)),
            Map.entry("GET " + C + "/reruns", READERS),
            Map.entry("GET " + C + "/reruns/{id}", READERS),
            Map.entry("POST " + C + "/reruns/{id}/answer", Set.of(MEMBER)),
            Map.entry("POST " + C + "/withdrawals", Set.of(ADMIN, AUDITOR, MEMBER)),
            Map.entry("GET " + C + "/withdrawals", READERS),
            Map.entry("GET " + C + "/withdrawals/{id}", READERS),
            Map.entry("POST " + C + "/refinements", Set.of(MEMBER)),
            Map.entry("GET " + C + "/refinements", READERS));

    private static final Set<String> OPEN = Set.of("POST /api/v1/logins", "POST /api/v1/enrolments", "/error");

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @Test
    void everyEndpointHasARuleHereAndOneInTheCode() {
        Set<String> known = new TreeSet<>(RULES.keySet());
        known.addAll(OPEN);
        assertThat(endpoints().keySet()).isEqualTo(known);
        assertThat(endpoints()).allSatisfy((endpoint, open) -> assertThat(open).isEqualTo(OPEN.contains(endpoint)));
    }

    @Test
    void everyEndpointRefusesWhoeverHasNoTokenOrNoRight() {
        List<Party> members = parties.open("e1", "e2");
        Party foreign = parties.open("e1").getFirst();
        UUID collaboration = members.getFirst().collaboration();
        Party revoked = members.getLast();
        String revokedToken = parties.token(revoked);
        assertThat(rest.delete("/api/v1/collaborations/" + collaboration + "/members/" + revoked.id(), parties.admin())
                        .status())
                .isEqualTo(204);
        Map<Kind, String> tokens = new EnumMap<>(Map.of(
                ADMIN, parties.admin(),
                AUDITOR, parties.auditor(collaboration),
                MEMBER, parties.token(members.getFirst()),
                FOREIGN, parties.token(foreign)));
        String elsewhere = parties.person("AUDITOR").token();

        List<String> wrong = new ArrayList<>();
        RULES.forEach((endpoint, allowed) -> {
            String method = endpoint.substring(0, endpoint.indexOf(' '));
            String path = endpoint.substring(endpoint.indexOf(' ') + 1)
                    .replace("{collaboration}", collaboration.toString())
                    .replaceAll("\\{\\w+}", UUID.randomUUID().toString());
            check(wrong, endpoint, "nobody", 401, rest.send(method, path, null, null));
            check(wrong, endpoint, "a revoked member", 401, rest.send(method, path, revokedToken, null));
            check(wrong, endpoint, "a made-up token", 401, rest.send(method, path, "made.up.token", null));
            if (endpoint.contains(C)) {
                int status = allowed.contains(AUDITOR) ? 404 : 403;
                check(wrong, endpoint, "an auditor of nothing", status, rest.send(method, path, elsewhere, null));
                String nowhere =
                        path.replace(collaboration.toString(), UUID.randomUUID().toString());
                check(wrong, endpoint, "an auditor, of nothing", status, rest.send(method, nowhere, elsewhere, null));
            }
            tokens.forEach((kind, token) -> {
                Rest.Answer answer = rest.send(method, path, token, null);
                if (!allowed.contains(kind)) {
                    check(wrong, endpoint, kind.name(), 403, answer);
                } else if (answer.status() == 401 || answer.status() == 403 || answer.status() >= 500) {
                    wrong.add(endpoint + " by " + kind + ": " + answer.status() + " " + answer.body());
                }
            });
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void aForeignCollaborationLooksLikeOneThatDoesNotExist() {
        Party foreign = parties.open("e1").getFirst();
        UUID other = parties.collaboration();
        String token = parties.token(foreign);
        Rest.Answer existing = rest.get("/api/v1/collaborations/" + other, token);
        Rest.Answer missing = rest.get("/api/v1/collaborations/" + UUID.randomUUID(), token);
        assertThat(existing.status()).isEqualTo(403);
        assertThat(missing.status()).isEqualTo(403);
        assertThat(existing.detail()).isEqualTo(missing.detail());
        assertThat(rest.get("/api/v1/collaborations/" + UUID.randomUUID(), parties.admin())
                        .problem())
                .isEqualTo("not-found");
    }

    @Test
    void anAddressThatDoesNotExistNeedsATokenTooAndIsAProblem() {
        assertThat(rest.get("/api/v1/nothing", null).problem()).isEqualTo("unauthenticated");
        assertThat(rest.get("/api/v1/nothing", parties.admin()).problem()).isEqualTo("not-found");
        assertThat(rest.send("PATCH", "/api/v1/collaborations", parties.admin(), "{}")
                        .problem())
                .isEqualTo("method-not-allowed");
        assertThat(rest.get("/api/v1/collaborations;a=b", parties.admin()).problem())
                .isNotEmpty();
    }

    @Test
    void metricsNeedAPersonsTokenAndHealthNone() {
        assertThat(rest.get("/actuator/prometheus", null).status()).isEqualTo(401);
        assertThat(rest.get(
                                "/actuator/prometheus",
                                parties.token(parties.open("e1").getFirst()))
                        .status())
                .isEqualTo(403);
        assertThat(rest.get("/actuator/prometheus", parties.auditor(parties.collaboration()))
                        .body())
                .contains("jvm_memory");
        assertThat(rest.get("/actuator/health/liveness", null).status()).isEqualTo(200);
        assertThat(rest.get("/actuator/health/readiness", null).status()).isEqualTo(200);
        assertThat(rest.get("/actuator/env", parties.admin()).status()).isEqualTo(404);
    }

    private static void check(List<String> wrong, String endpoint, String who, int status, Rest.Answer answer) {
        if (answer.status() != status || answer.problem().isEmpty()) {
            wrong.add(endpoint + " by " + who + ": " + answer.status() + " " + answer.body());
        }
    }

    /** METHOD and path of every handler of ours, and whether it is open to anyone. */
    private Map<String, Boolean> endpoints() {
        Map<String, Boolean> found = new TreeMap<>();
        mappings.getHandlerMethods().forEach((info, method) -> {
            if (method.getBeanType().getName().startsWith("io.veilpool.")) {
                boolean open = method.hasMethodAnnotation(OpenToAnyone.class);
                Set<String> methods = new TreeSet<>();
                info.getMethodsCondition().getMethods().forEach(verb -> methods.add(verb.name() + " "));
                if (methods.isEmpty()) {
                    methods.add("");
                }
                methods.forEach(verb -> info.getPatternValues().forEach(path -> found.put(verb + path, open)));
            }
        });
        return found;
    }
}
