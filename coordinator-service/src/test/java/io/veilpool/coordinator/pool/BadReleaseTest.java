package io.veilpool.coordinator.pool;

import static io.veilpool.coordinator.pool.PoolCalls.path;
import static io.veilpool.coordinator.pool.PoolCalls.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.coordinator.testing.Parties.Party;
import io.veilpool.coordinator.testing.Rest;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.PublishRelease;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.UploadView;
import io.veilpool.model.protocol.WeakProtection;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** No bad release is ever published, and nobody can download one. */
@CoordinatorTest
class BadReleaseTest {
    @TempDir
    static Path folder;

    @Autowired
    Rest rest;

    @Autowired
    Parties parties;

    PoolCalls calls;

    @BeforeEach
    void start() {
        calls = new PoolCalls(rest, parties, folder);
    }

    @Test
    void refusesAPublisherThatTheCharterDoesNotNameAndForeignSignatures() throws Exception {
        List<Party> members = parties.open("e1", "e2");
        TestRelease made = TestRelease.make(folder, members.getFirst().collaboration(), Parties.charter());
        String releases = path(members.getFirst().collaboration()) + "/releases";
        Party e2 = members.get(1);
        assertThat(rest.post(releases, parties.token(e2), made.signed(e2.key())).problem())
                .isEqualTo("forbidden");
        assertThat(rest.post(releases, parties.token(members.getFirst()), made.signed(SigningKey.generate()))
                        .problem())
                .isEqualTo("signature-invalid");
    }

    @Test
    void refusesOtherClassesThanTheCharters() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        Charter c = Parties.charter();
        Charter four = new Charter(
                List.of("cat", "dog", "ship", "tree"),
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                c.dpmFamilies(),
                c.thresholds(),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                c.oversight());
        TestRelease made = TestRelease.make(folder, e1.collaboration(), four);
        Rest.Answer refused =
                rest.post(path(e1.collaboration()) + "/releases", parties.token(e1), made.signed(e1.key()));
        assertThat(refused.problem()).isEqualTo("manifest-invalid");
        assertThat(refused.detail()).contains("output of the DECIDER");
    }

    @Test
    void rejectsEachCorruptionOfTheWeights() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        assertRejected(e1, bytes -> Arrays.copyOf(bytes, bytes.length - 4), "refused");
        assertRejected(e1, bytes -> Arrays.copyOf(bytes, bytes.length + 4), "refused");
        assertRejected(
                e1,
                bytes -> {
                    Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff); // a NaN
                    return bytes;
                },
                "refused");
        assertRejected(
                e1,
                bytes -> {
                    bytes[3] = 0x7f; // a header of two gigabytes
                    return bytes;
                },
                "refused");
        assertRejected(e1, bytes -> "not safetensors at all".getBytes(StandardCharsets.UTF_8), "refused");
    }

    @Test
    void rejectsTensorsThatTheArchitecturesDoNotHave() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        Map<NetworkRole, Architecture> networks = TestRelease.networks(Parties.charter());
        TestRelease good = TestRelease.make(folder, e1.collaboration(), Parties.charter());
        Map<String, HostTensor> tensors = new TreeMap<>(
                SafeTensors.read(good.weights(), SafeTensors.Limits.WEIGHTS).tensors());
        String some = tensors.keySet().stream()
                .filter(name -> name.startsWith("decider."))
                .findFirst()
                .orElseThrow();
        Map<String, HostTensor> surplus = new TreeMap<>(tensors);
        surplus.put("dpm.weight", TestRelease.tensor(List.of(2L)));
        assertRejected(e1, networks, surplus, "dpm.weight");
        Map<String, HostTensor> lacking = new TreeMap<>(tensors);
        lacking.remove(some);
        assertRejected(e1, networks, lacking, "lack the tensor " + some);
        Map<String, HostTensor> shaped = new TreeMap<>(tensors);
        shaped.put(some, TestRelease.tensor(List.of(1L, 2L)));
        assertRejected(e1, networks, shaped, some);
    }

    @Test
    void rejectsAnObjectWhoseWholeDigestLies() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        TestRelease good = TestRelease.make(folder, e1.collaboration(), Parties.charter());
        // same size and right part digests, but another file than the manifest names
        byte[] other = Files.readAllBytes(good.weights());
        other[other.length - 1] ^= 1;
        Path file = Files.write(folder.resolve("other.safetensors"), other);
        ObjectParts parts = Parts.of(file);
        ObjectParts lie =
                new ObjectParts(good.manifest().weightsDigest(), parts.bytes(), parts.partBytes(), parts.partSha256());
        String token = parties.token(e1);
        String releases = path(e1.collaboration()) + "/releases";
        ReleaseView declared = read(
                201,
                rest.post(
                        releases,
                        token,
                        new PublishRelease(good.signed(e1.key()).manifestJws(), lie)),
                ReleaseView.class);
        UploadView upload = read(200, rest.get(releases + "/" + declared.id() + "/upload", token), UploadView.class);
        Parts.send(upload, Map.of(lie.digest(), file), 9);
        ReleaseView rejected = read(
                200, rest.send("POST", releases + "/" + declared.id() + "/completion", token, null), ReleaseView.class);
        assertThat(rejected.state()).isEqualTo("REJECTED");
        assertThat(rejected.reason()).contains("SHA-256");
        assertThat(rest.get(releases + "/" + declared.id() + "/download", token).problem())
                .isEqualTo("wrong-state");
    }

    @Test
    void isRefusedWithAGateThatCannotBeApplied() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        TestRelease good = TestRelease.gated(folder, e1.collaboration(), Parties.charter());
        GateCalibration gate =
                Objects.requireNonNull(good.manifest().calibration().gate());
        List<Double> means = gate.channelMeans();
        List<Double> deviations = gate.channelDeviations();
        WeakProtection weak = gate.weak().getFirst();
        for (GateCalibration bad : List.of(
                new GateCalibration(List.of(), deviations, gate.weak()),
                new GateCalibration(means, List.of(1.0), gate.weak()),
                new GateCalibration(means, Collections.nCopies(deviations.size(), 0.0), gate.weak()),
                new GateCalibration(means, deviations, List.of()),
                new GateCalibration(means, deviations, Collections.nCopies(GateCalibration.MAX_WEAK + 1, weak)),
                new GateCalibration(means, deviations, List.of(new WeakProtection("x", List.of(1.0), 3))),
                new GateCalibration(
                        means, deviations, List.of(new WeakProtection("x".repeat(1_000), weak.weights(), 3))))) {
            Rest.Answer refused = rest.post(
                    path(e1.collaboration()) + "/releases",
                    parties.token(e1),
                    good.with(new RowCalibration(20, 4, 3, bad)).signed(e1.key()));
            assertThat(refused.problem()).as(refused.body()).isEqualTo("manifest-invalid");
            assertThat(refused.detail()).contains("gate's");
        }
        assertThat(calls.publish(e1, good).state()).isEqualTo("PUBLISHED");
    }

    @Test
    void staysAsItIsOncePublished() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        assertThat(parties.tryMove(e1.collaboration(), CollaborationState.SHARING)
                        .problem())
                .isEqualTo("wrong-state");
        ReleaseView first = calls.publish(e1);
        TestRelease second = TestRelease.make(folder, e1.collaboration(), Parties.charter());
        Rest.Answer refused =
                rest.post(path(e1.collaboration()) + "/releases", parties.token(e1), second.signed(e1.key()));
        assertThat(refused.problem()).isEqualTo("already-exists");
        assertThat(refused.detail()).contains(first.id().toString());
    }

    @Test
    void doesNotOpenSharingUnderALaterCharter() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        ReleaseView first = calls.publish(e1);
        raiseLimits(e1.collaboration());
        Rest.Answer notYet = parties.tryMove(e1.collaboration(), CollaborationState.SHARING);
        assertThat(notYet.problem()).isEqualTo("wrong-state");
        assertThat(notYet.detail()).contains("published under charter version 1, the current one is 2");
        assertThat(first.state()).isEqualTo("PUBLISHED");
    }

    @Test
    void isRejectedWhenTheCharterChangedBeforeItsBytesWereThere() throws Exception {
        Party e1 = parties.open("e1").getFirst();
        TestRelease made = TestRelease.make(folder, e1.collaboration(), Parties.charter());
        String token = parties.token(e1);
        String releases = path(e1.collaboration()) + "/releases";
        ReleaseView declared = read(201, rest.post(releases, token, made.signed(e1.key())), ReleaseView.class);
        UploadView upload = read(200, rest.get(releases + "/" + declared.id() + "/upload", token), UploadView.class);
        Parts.send(upload, Map.of(made.manifest().weightsDigest(), made.weights()), 9);
        raiseLimits(e1.collaboration());
        ReleaseView rejected = read(
                200, rest.send("POST", releases + "/" + declared.id() + "/completion", token, null), ReleaseView.class);
        assertThat(rejected.state()).isEqualTo("REJECTED");
        assertThat(rejected.reason()).contains("charter version 1, the current one is 2");
    }

    private void raiseLimits(UUID collaboration) {
        Charter c = Parties.charter();
        Charter next = new Charter(
                c.classes(),
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                c.dpmFamilies(),
                new Thresholds(5, 0.1, 0.2, 0.9, 1, AttackEffort.NONE),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                c.oversight());
        assertThat(rest.put(
                                path(collaboration) + "/charter",
                                parties.admin(),
                                next,
                                "If-Match",
                                parties.etag(collaboration))
                        .status())
                .isEqualTo(200);
    }

    private void assertRejected(Party e1, UnaryOperator<byte[]> corruption, String reason) throws Exception {
        TestRelease good = TestRelease.make(folder, e1.collaboration(), Parties.charter());
        byte[] bytes = corruption.apply(Files.readAllBytes(good.weights()));
        Path file = Files.write(Files.createTempFile(folder, "corrupt", ".safetensors"), bytes);
        assertRejected(e1, good.over(file), reason);
    }

    private void assertRejected(
            Party e1, Map<NetworkRole, Architecture> networks, Map<String, HostTensor> tensors, String reason)
            throws Exception {
        Path file = Files.createTempFile(folder, "odd", ".safetensors");
        SafeTensors.write(file, Weights.of(tensors), Map.of());
        assertRejected(e1, TestRelease.of(file, e1.collaboration(), networks, tensors), reason);
    }

    private void assertRejected(Party e1, TestRelease made, String reason) throws Exception {
        ReleaseView rejected = calls.publish(e1, made);
        assertThat(rejected.state()).isEqualTo("REJECTED");
        assertThat(rejected.reason()).contains(reason);
    }
}
