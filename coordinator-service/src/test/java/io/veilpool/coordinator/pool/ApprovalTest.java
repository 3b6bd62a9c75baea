package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.pool.PoolCalls.Sharing;
import io.veilpool.coordinator.pool.TestContribution.Rows;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.OfficerView;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.RegisterOfficer;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.signing.SigningKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Under a charter that asks for the release by a second person. */
@CoordinatorTest
class ApprovalTest {
    @TempDir
    static Path folder;

    private static @org.jspecify.annotations.Nullable Sharing shared;
    private static int seed = 100;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    @Autowired
    JdbcClient database;

    private final SigningKey key = SigningKey.generate();
    private PoolCalls calls;
    private Sharing sharing;
    private OfficerView officer;
    private TestContribution made;

    @BeforeEach
    void start() throws Exception {
        calls = new PoolCalls(rest, parties, folder);
        if (shared == null) {
            shared = calls.sharing(asking());
        }
        sharing = Objects.requireNonNull(shared);
        officer = registered(sharing.e2(), "dpo-" + ++seed, key);
        made = calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 30, seed));
    }

    @AfterAll
    static void forget() {
        shared = null;
    }

    @Test
    void refusesWhatNobodyReleased() throws Exception {
        Rest.Answer refused = calls.declare(sharing, sharing.e2(), made);
        assertThat(refused.problem()).isEqualTo("manifest-invalid");
        assertThat(refused.detail())
                .contains("asks for the release by a second person")
                .contains("entity-agent approve");
        assertThat(database.sql("select count(*) from pool_contribution where manifest_digest = ?")
                        .param(digest(made))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void takesWhatAnOfficerReleasedAndShowsTheReleaseToTheEntityAndToPersonsOnly() throws Exception {
        String approval = approval(key, UnaryOperator.identity());
        ContributionView declared =
                read(201, calls.declare(sharing, sharing.e2(), made, approval), ContributionView.class);
        assertThat(declared.approvals()).containsExactly(approval);
        assertThat(calls.look(sharing, sharing.e1(), declared.id()).approvals()).isEmpty();
        String audit = rest.get(path(sharing.id()) + "/audit?size=100", parties.auditor(sharing.id()))
                .body();
        assertThat(audit).contains("officer-registered", key.thumbprint(), "contribution-approved", officer.name());
        assertThat(rest.get(path(sharing.id()), parties.token(sharing.e1())).body())
                .contains(officer.id().toString());
        Parts.send(calls.upload(sharing, sharing.e2(), declared.id()), made.files(), Integer.MAX_VALUE);
        assertThat(complete(declared).status()).isEqualTo(200);
        assertThat(database.sql("update pool_contribution set approvals = '[]' where id = ?")
                        .param(declared.id()))
                .satisfies(change -> org.assertj.core.api.Assertions.assertThatThrownBy(change::update)
                        .hasMessageContaining("immutable once its rows are here"));
    }

    @Test
    void refusesAnApprovalThatIsNotOfThisContributionByAnOfficerOfItsEntity() throws Exception {
        refuses(approval(SigningKey.generate(), UnaryOperator.identity()), "no officer of e2 has the key");
        String good = approval(key, UnaryOperator.identity());
        int middle = good.indexOf('.') + 40;
        refuses(
                good.substring(0, middle) + (good.charAt(middle) == 'A' ? 'B' : 'A') + good.substring(middle + 1),
                "does not match what was signed");
        refuses("no approval", "not a compact JWS");
        refuses(approval(sharing.e2().key(), UnaryOperator.identity()), "no officer of e2 has the key");
        SigningKey others = SigningKey.generate();
        registered(sharing.e1(), officer.name(), others);
        refuses(approval(others, UnaryOperator.identity()), "no officer of e2 has the key");

        TestContribution other = calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 30, ++seed));
        refuses(signed(key, about(other)), "its manifestDigest is");
        refuses(
                approval(key, said -> said.replace(sharing.id().toString(), new UUID(1, 1).toString())),
                "collaboration");
        refuses(approval(key, said -> said.replace("\"entity\":\"e2\"", "\"entity\":\"e1\"")), "its entity is e1");
        refuses(approval(key, said -> said.replace(made.manifest().reportDigest(), "0".repeat(64))), "reportDigest");
        refuses(approval(key, said -> said.replace(officer.name(), "somebody")), "its officer is somebody");
        refuses(approval(key, said -> said.replace("\"formatVersion\":1", "\"formatVersion\":2")), "formatVersion");
        refuses(approval(key, said -> said.replace("}", ",\"more\":1}")), "no approval");
        refuses(key.sign(ProtocolJson.write(about(made)), SignatureType.APPROVAL), "RFC 8785");
        refuses(key.sign(CanonicalJson.write(about(made)), SignatureType.CONTRIBUTION), "typ must be");
        Instant future = Instant.now().plus(5, ChronoUnit.MINUTES);
        refuses(signed(key, dated(future)), "set the clock");
        refuses(signed(key, dated(made.report().createdAt().minusSeconds(1))), "before the leakage report");
        String[] many = new String[9];
        java.util.Arrays.fill(many, good);
        assertThat(calls.declare(sharing, sharing.e2(), made, many).detail()).contains("at most 8");
        assertThat(calls.declare(sharing, sharing.e2(), made, good, approval(others, UnaryOperator.identity()))
                        .problem())
                .as("one that is right does not excuse one that is not")
                .isEqualTo("signature-invalid");
        assertThat(calls.declare(sharing, sharing.e2(), made, good).status()).isEqualTo(201);
    }

    @Test
    void refusesAReleaseWhoseOfficerWasRevokedBeforeTheRowsWereHere() throws Exception {
        ContributionView declared = read(
                201,
                calls.declare(sharing, sharing.e2(), made, approval(key, UnaryOperator.identity())),
                ContributionView.class);
        Parts.send(calls.upload(sharing, sharing.e2(), declared.id()), made.files(), Integer.MAX_VALUE);
        assertThat(revoke(sharing.e2(), officer).status()).isEqualTo(204);
        assertThat(revoke(sharing.e2(), officer).problem()).isEqualTo("wrong-state");

        Rest.Answer refused = complete(declared);
        assertThat(refused.problem()).isEqualTo("signature-invalid");
        assertThat(refused.detail()).contains("no officer of e2 has the key");
        assertThat(calls.look(sharing, sharing.e2(), declared.id()).state()).isEqualTo(ContributionState.DECLARED);

        SigningKey successor = SigningKey.generate();
        officer = registered(sharing.e2(), officer.name(), successor);
        String again = approval(successor, UnaryOperator.identity());
        assertThat(rest.post(
                                path(sharing.id()) + "/contributions",
                                parties.token(sharing.e2()),
                                made.signed(sharing.e2().key()))
                        .problem())
                .as("none instead")
                .isEqualTo("manifest-invalid");
        ContributionView replaced = read(
                201,
                rest.post(
                        path(sharing.id()) + "/contributions",
                        parties.token(sharing.e2()),
                        made.signed(sharing.e2().key(), again)),
                ContributionView.class);
        assertThat(replaced.id()).isEqualTo(declared.id());
        assertThat(replaced.approvals()).containsExactly(again);
        assertThat(complete(replaced).status()).isEqualTo(200);
        assertThat(rest.get(
                                path(sharing.id()) + "/audit?action=approval-replaced&size=200",
                                parties.auditor(sharing.id()))
                        .body())
                .as("or whoever checks evidence would miss it")
                .contains("contribution " + declared.id());

        made = calls.contribution(sharing, sharing.e2(), Rows.of(sharing.shape(), 30, ++seed));
        refuses(approval(key, UnaryOperator.identity()), "no officer of e2 has the key");
    }

    @Test
    void checksAnApprovalThatTheCharterDoesNotAskForToo() throws Exception {
        Sharing free = calls.sharing();
        TestContribution rows = calls.contribution(free, free.e2(), Rows.of(free.shape(), 30, ++seed));
        assertThat(calls.declare(free, free.e2(), rows, signed(key, about(rows)))
                        .problem())
                .isEqualTo("signature-invalid");
        assertThat(calls.declare(free, free.e2(), rows).status()).isEqualTo(201);
    }

    private static Charter asking() {
        Charter c = Parties.charter();
        Oversight o = c.oversight();
        return new Charter(
                c.classes(),
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                c.dpmFamilies(),
                c.thresholds(),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                new Oversight(
                        true,
                        o.leastReconstructionSsim(),
                        o.auditHours(),
                        o.graceHours(),
                        o.rowsPerDpm(),
                        o.uploadsPerDpm()));
    }

    private OfficerView registered(Party party, String name, SigningKey with) {
        return read(
                201,
                rest.post(
                        path(party.collaboration()) + "/members/" + party.id() + "/officers",
                        parties.admin(),
                        new RegisterOfficer(name, with.publicJwk())),
                OfficerView.class);
    }

    private Rest.Answer revoke(Party party, OfficerView whom) {
        return rest.delete(
                path(party.collaboration()) + "/members/" + party.id() + "/officers/" + whom.id(), parties.admin());
    }

    private Rest.Answer complete(ContributionView declared) {
        return calls.complete(sharing, parties.token(sharing.e2()), declared.id());
    }

    private void refuses(String approval, String because) throws Exception {
        Rest.Answer refused = calls.declare(sharing, sharing.e2(), made, approval);
        assertThat(refused.problem()).as(because).isEqualTo("signature-invalid");
        assertThat(refused.detail()).contains(because);
    }

    private static String digest(TestContribution of) {
        return Digests.sha256(ProtocolJson.write(of.manifest()));
    }

    private Approval about(TestContribution of) {
        return new Approval(
                Approval.FORMAT_VERSION,
                of.manifest().collaboration(),
                of.manifest().entity(),
                digest(of),
                of.manifest().reportDigest(),
                officer.name(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private Approval dated(Instant at) {
        Approval a = about(made);
        return new Approval(
                a.formatVersion(),
                a.collaboration(),
                a.entity(),
                a.manifestDigest(),
                a.reportDigest(),
                a.officer(),
                at);
    }

    private static String signed(SigningKey with, Approval approval) {
        return with.sign(CanonicalJson.write(approval), SignatureType.APPROVAL);
    }

    private String approval(SigningKey with, UnaryOperator<String> lie) {
        String said = CanonicalJson.text(about(made));
        return with.sign(lie.apply(said).getBytes(java.nio.charset.StandardCharsets.UTF_8), SignatureType.APPROVAL);
    }
}
