package io.veilpool.coordinator.pool;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.PublishRelease;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.WeakProtection;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** A release with untrained networks of the charter's family; weights of a few hundred kilobytes. */
record TestRelease(ReleaseManifest manifest, Path weights) {
    static TestRelease make(Path folder, UUID collaboration, Charter charter) throws IOException {
        Map<NetworkRole, Architecture> networks = networks(charter);
        Map<String, HostTensor> tensors = new TreeMap<>();
        networks.forEach((role, network) -> network.tensors()
                .forEach((name, shape) ->
                        tensors.put(role.name().toLowerCase(java.util.Locale.ROOT) + "." + name, tensor(shape))));
        tensors.put("golden.input", tensor(List.of(1L, 3L, 32L, 32L)));
        return of(Files.createTempFile(folder, "release", ".safetensors"), collaboration, networks, tensors);
    }

    /** Networks that compute, and a gate that takes rows with a mean square below e^-3 for unprotected ones. */
    static TestRelease gated(Path folder, UUID collaboration, Charter charter) throws IOException {
        Map<NetworkRole, Architecture> networks = networks(charter);
        Path file = Files.createTempFile(folder, "gated", ".safetensors");
        try (Network featurizer = random(networks, NetworkRole.FEATURIZER);
                Network decider = random(networks, NetworkRole.DECIDER);
                Network reconstructor = random(networks, NetworkRole.RECONSTRUCTOR)) {
            PublishedNetworks.write(file, featurizer, decider, reconstructor);
        }
        FeatureShape shape =
                Objects.requireNonNull(networks.get(NetworkRole.DECIDER)).input();
        List<Double> weights = new ArrayList<>(Collections.nCopies(GateCalibration.statistics(shape), 0.0));
        weights.set(2, -1.0);
        GateCalibration gate = new GateCalibration(
                Collections.nCopies(shape.channels(), 0.0),
                Collections.nCopies(shape.channels(), 1.0),
                List.of(new WeakProtection("rows of little energy", weights, 3)));
        return of(file, collaboration, networks, new RowCalibration(20, 4, 3, gate));
    }

    private static Network random(Map<NetworkRole, Architecture> networks, NetworkRole role) {
        return Network.random(Objects.requireNonNull(networks.get(role)), 1);
    }

    static Map<NetworkRole, Architecture> networks(Charter charter) {
        Architecture backbone = Backbones.named(
                charter.backbone(), charter.image(), charter.classes().size());
        Backbones.Split split = Backbones.split(backbone, HookPoint.parse(charter.hookPoint()));
        return new TreeMap<>(Map.of(
                NetworkRole.FEATURIZER, split.featurizer(),
                NetworkRole.DECIDER, split.decider(),
                NetworkRole.RECONSTRUCTOR,
                        ReconstructorSpec.PUBLISHED.architecture(
                                split.featurizer().output(), charter.image())));
    }

    static TestRelease of(
            Path file, UUID collaboration, Map<NetworkRole, Architecture> networks, Map<String, HostTensor> tensors)
            throws IOException {
        SafeTensors.write(file, Weights.of(tensors), Map.of());
        return of(file, collaboration, networks, new RowCalibration(20, 4, 3, null));
    }

    private static TestRelease of(
            Path file, UUID collaboration, Map<NetworkRole, Architecture> networks, RowCalibration calibration)
            throws IOException {
        List<ReleasedNetwork> parts = networks.entrySet().stream()
                .map(part -> new ReleasedNetwork(part.getKey(), part.getValue().json()))
                .toList();
        ReleaseManifest manifest = new ReleaseManifest(
                1,
                collaboration,
                1,
                ReleaseKind.NETWORK,
                "e1",
                "conv3_1",
                Objects.requireNonNull(networks.get(NetworkRole.DECIDER)).input(),
                parts,
                Digests.sha256(file),
                Files.size(file),
                calibration,
                null,
                Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        return new TestRelease(manifest, file);
    }

    static HostTensor tensor(List<Long> shape) {
        float[] values =
                new float[(int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, 0.5f);
        return HostTensor.of(values, shape.stream().mapToLong(Long::longValue).toArray());
    }

    /** The same release over other bytes, with a manifest that is true of them. */
    TestRelease over(Path file) throws IOException {
        return of(file, manifest.calibration());
    }

    /** The same release with another calibration. */
    TestRelease with(RowCalibration calibration) throws IOException {
        return of(weights, calibration);
    }

    private TestRelease of(Path file, RowCalibration calibration) throws IOException {
        ReleaseManifest m = manifest;
        return new TestRelease(
                new ReleaseManifest(
                        m.formatVersion(),
                        m.collaboration(),
                        m.charterVersion(),
                        m.kind(),
                        m.publishedBy(),
                        m.hookPoint(),
                        m.featureShape(),
                        m.networks(),
                        Digests.sha256(file),
                        Files.size(file),
                        calibration,
                        null,
                        m.createdAt()),
                file);
    }

    PublishRelease signed(SigningKey key) throws IOException {
        byte[] payload = ProtocolJson.write(manifest);
        return new PublishRelease(key.sign(payload, SignatureType.RELEASE), Parts.of(weights));
    }
}
