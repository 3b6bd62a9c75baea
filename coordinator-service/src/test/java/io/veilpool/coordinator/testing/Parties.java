package io.veilpool.coordinator.testing;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.ChangeState;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CreateAccount;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.EnrolEntity;
import io.veilpool.model.protocol.GrantAccess;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.InviteEntity;
import io.veilpool.model.protocol.Login;
import io.veilpool.model.protocol.OpenCollaboration;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.signing.SigningKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People, collaborations and entities as tests need them, all made through the REST interface. */
public final class Parties {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final Rest rest;
    private @Nullable String admin;
    private @Nullable Person auditor;

    Parties(Rest rest) {
        this.rest = rest;
    }

    /** An enrolled entity with the key that only it has. */
    public record Party(UUID id, String name, UUID collaboration, SigningKey key, String tokenEndpoint) {}

    /** @param token an access token */
    public record Person(String name, String token) {}

    public synchronized String admin() {
        if (admin == null) {
            admin = logIn("admin", RealServers.ADMIN_PASSWORD);
        }
        return admin;
    }

    /** A token of an auditor who was granted this collaboration. */
    public synchronized String auditor(UUID collaboration) {
        if (auditor == null) {
            auditor = person("AUDITOR");
        }
        expect(201, grant(collaboration, auditor));
        return auditor.token();
    }

    public Rest.Answer grant(UUID collaboration, Person auditor) {
        return rest.post(
                "/api/v1/collaborations/" + collaboration + "/auditors", admin(), new GrantAccess(auditor.name()));
    }

    /** A new account, logged in. */
    public Person person(String role) {
        String name = "person-" + UUID.randomUUID();
        Rest.Answer made = expect(201, rest.post("/api/v1/accounts", admin(), new CreateAccount(name, role)));
        return new Person(name, logIn(name, made.json().get("password").asString()));
    }

    public String logIn(String name, String password) {
        return expect(200, rest.post("/api/v1/logins", null, new Login(name, password)))
                .json()
                .get("accessToken")
                .asString();
    }

    /** A small sound charter whose publishing entity is e1. */
    public static Charter charter() {
        return charter(new Thresholds(2, 0.1, 0.2, 0.9, 1, AttackEffort.NONE));
    }

    /** The same with other limits. */
    public static Charter charter(Thresholds thresholds) {
        return new Charter(
                List.of("cat", "dog", "ship"),
                new ImageSpec(3, 32, 32),
                "small-resnet-16",
                "conv3_1",
                "e1",
                List.of(new DpmFamily("BASIC", 1, 4, 8, 64)),
                thresholds,
                new RowLimits(1, 100_000),
                List.of("F32", "F16"),
                PoisoningProfile.PAPER,
                Oversight.LEAST);
    }

    public UUID collaboration() {
        return collaboration(charter());
    }

    /** A new collaboration in DRAFT. */
    public UUID collaboration(Charter charter) {
        return UUID.fromString(expect(
                        201,
                        rest.post(
                                "/api/v1/collaborations",
                                admin(),
                                new OpenCollaboration("test " + UUID.randomUUID(), charter)))
                .json()
                .get("id")
                .asString());
    }

    public void move(UUID collaboration, CollaborationState state) {
        expect(200, tryMove(collaboration, state));
    }

    public Rest.Answer tryMove(UUID collaboration, CollaborationState state) {
        return rest.put(
                "/api/v1/collaborations/" + collaboration + "/state",
                admin(),
                new ChangeState(state),
                "If-Match",
                etag(collaboration));
    }

    public String etag(UUID collaboration) {
        return rest.get("/api/v1/collaborations/" + collaboration, admin())
                .header("ETag")
                .orElseThrow();
    }

    /** A new collaboration in OPEN with these entities. */
    public List<Party> open(String... names) {
        return open(charter(), names);
    }

    /** The same under another charter. */
    public List<Party> open(Charter charter, String... names) {
        UUID collaboration = collaboration(charter);
        move(collaboration, CollaborationState.OPEN);
        return List.of(names).stream().map(name -> enrol(collaboration, name)).toList();
    }

    public String invite(UUID collaboration, String name) {
        return expect(
                        201,
                        rest.post(
                                "/api/v1/collaborations/" + collaboration + "/invitations",
                                admin(),
                                new InviteEntity(name, 24)))
                .json()
                .get("code")
                .asString();
    }

    public Party enrol(UUID collaboration, String name) {
        SigningKey key = SigningKey.generate();
        Rest.Answer enrolled = expect(
                201,
                rest.post("/api/v1/enrolments", null, new EnrolEntity(invite(collaboration, name), key.publicJwk())));
        return new Party(
                UUID.fromString(enrolled.json().get("entityId").asString()),
                name,
                collaboration,
                key,
                enrolled.json().get("tokenEndpoint").asString());
    }

    /** An access token of an entity. */
    public String token(Party party) {
        String assertion = party.key().clientAssertion(party.id().toString(), party.tokenEndpoint(), Instant.now());
        return expect(200, tokenRequest(party.id().toString(), assertion))
                .json()
                .get("access_token")
                .asString();
    }

    public Rest.Answer tokenRequest(String clientId, String assertion) {
        String form = "grant_type=client_credentials&client_id=" + clientId + "&client_assertion_type="
                + URLEncoder.encode(ASSERTION_TYPE, StandardCharsets.UTF_8) + "&client_assertion=" + assertion;
        return rest.send("POST", "/oauth2/token", null, form, "Content-Type", "application/x-www-form-urlencoded");
    }

    private static Rest.Answer expect(int status, Rest.Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError("Expected " + status + ", got " + answer.status() + " " + answer.body());
        }
        return answer;
    }
}
