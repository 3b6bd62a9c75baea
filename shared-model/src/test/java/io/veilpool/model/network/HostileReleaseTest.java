package io.veilpool.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each single corruption of a valid release is refused by name; the digest is made right again where another check is meant. */
class HostileReleaseTest {
    private static final ImageSpec IMAGE = new ImageSpec(3, 32, 32);
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final SafeTensors.Limits LIMITS = new SafeTensors.Limits(1 << 24, 1 << 20, 1 << 22);

    @TempDir
    Path folder;

    private Path file;
    private ReleaseManifest valid;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("release.safetensors");
        Backbones.Split split =
                Backbones.split(Backbones.named("small-resnet-4", IMAGE, CLASSES.size()), HookPoint.parse("conv3_1"));
        FeatureShape features = split.featurizer().output();
        try (Network featurizer = Network.random(split.featurizer(), 1);
                Network decider = Network.random(split.decider(), 2);
                Network reconstructor = Network.random(ReconstructorSpec.PUBLISHED.architecture(features, IMAGE), 3)) {
            PublishedNetworks.Written written = PublishedNetworks.write(file, featurizer, decider, reconstructor);
            valid = manifest(ReleaseKind.NETWORK, "conv3_1", features, written.networks());
            assertThat(written.digest()).isEqualTo(valid.weightsDigest());
            assertThat(written.bytes()).isEqualTo(valid.weightsBytes());
        }
    }

    @Test
    void opensAValidRelease() throws Exception {
        try (PublishedNetworks opened = PublishedNetworks.open(valid, file, charter(CLASSES, IMAGE, "conv3_1"));
                NDManager manager = NDManager.newBaseManager()) {
            NDArray features = opened.featurizer().forward(manager.ones(new Shape(2, 3, 32, 32)), false);
            assertThat(opened.decider().forward(features, false).getShape()).isEqualTo(new Shape(2, 3));
            assertThat(opened.reconstructor().forward(features, false).getShape())
                    .isEqualTo(new Shape(2, 3, 32, 32));
            opened.decider()
                    .parameters()
                    .values()
                    .forEach(w -> assertThat(w.hasGradient()).isFalse());
        }
    }

    @Test
    void opensAReleaseWithAnUnprotectedReferenceOfTheFeaturizersShape() throws Exception {
        try (PublishedNetworks plain = open(valid);
                Network reference = Network.random(plain.featurizer().architecture(), 4);
                NDManager manager = NDManager.newBaseManager()) {
            PublishedNetworks.Written written = PublishedNetworks.write(
                    file, plain.featurizer(), plain.decider(), plain.reconstructor(), reference);
            ReleaseManifest with = manifest(ReleaseKind.NETWORK, "conv3_1", valid.featureShape(), written.networks());
            NDArray images = manager.ones(new Shape(2, 3, 32, 32));
            try (PublishedNetworks opened = open(with)) {
                assertThat(plain.protectsInFeaturizer()).isFalse();
                assertThat(plain.reference()).isSameAs(plain.featurizer());
                assertThat(opened.protectsInFeaturizer()).isTrue();
                assertThat(opened.reference().forward(images, false).toFloatArray())
                        .containsExactly(reference.forward(images, false).toFloatArray());
            }
            List<ReleasedNetwork> other = new ArrayList<>(with.networks());
            other.set(3, new ReleasedNetwork(NetworkRole.REFERENCE, other.get(2).architecture()));
            assertRefused(other, ReleaseKind.NETWORK, "the reference takes");
            assertRefused(with.networks(), ReleaseKind.POOL_DECIDER, "has the networks [DECIDER]");
        }
    }

    @Test
    void opensTheCoordinatorsDeciderAlone() throws Exception {
        try (PublishedNetworks published = open(valid);
                NDManager manager = NDManager.newBaseManager()) {
            PublishedNetworks.Written written = PublishedNetworks.writeDecider(file, published.decider());
            ReleaseManifest pool =
                    manifest(ReleaseKind.POOL_DECIDER, "conv3_1", valid.featureShape(), written.networks());
            try (PublishedNetworks opened = open(pool)) {
                NDArray row = manager.ones(new Shape(1, 8, 8, 8));
                assertThat(opened.decider().forward(row, false).toFloatArray())
                        .containsExactly(published.decider().forward(row, false).toFloatArray());
                assertThatThrownBy(opened::featurizer).hasMessageContaining("no featurizer");
            }
            assertRefused(
                    pool.networks(), ReleaseKind.NETWORK, "has the networks [FEATURIZER, DECIDER, RECONSTRUCTOR]");
        }
    }

    @Test
    void refusesOtherBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> open(valid))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("digest");
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> open(valid))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("the manifest says " + valid.weightsBytes());
        Files.delete(file);
        assertThatThrownBy(() -> open(valid))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void refusesAHostileFileWhoseDigestIsRight() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        Files.write(file, bytes);
        assertThatThrownBy(() -> open(again()))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("the weights file is refused");
    }

    @Test
    void refusesNaNInAnyWeight() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(file, bytes);
        assertThatThrownBy(() -> open(again()))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining("the weights file is refused");
    }

    @Test
    void refusesMissingSurplusAndMisshapenTensors() throws Exception {
        changed(tensors -> tensors.remove("decider.fc.bias"), "1 missing (first: decider.fc.bias), 0 surplus");
        changed(tensors -> tensors.remove("golden.decider"), "1 missing (first: golden.decider)");
        changed(tensors -> tensors.put("dpm.weight", HostTensor.of(new float[1], 1)), "1 surplus (first: dpm.weight)");
        changed(
                tensors -> tensors.put("decider.fc.bias", HostTensor.of(new float[4], 4)),
                "fc.bias has shape [4], expected [3]");
        changed(tensors -> tensors.put("decider.fc.bias", HostTensor.of(new long[3], 3)), "fc.bias is I64");
        changed(
                tensors -> tensors.put("golden.input", HostTensor.of(new float[3 * 32 * 32], 1, 3, 32, 32)),
                "golden input has shape");
        changed(
                tensors -> tensors.put("golden.input", HostTensor.of(new long[2 * 3 * 32 * 32], 2, 3, 32, 32)),
                "golden input is I64");
        changed(
                tensors -> tensors.put("golden.decider", HostTensor.of(new float[6], 6)),
                "golden output of the decider has shape [6]");
    }

    @Test
    void refusesOtherValuesThanThePublishers() throws Exception {
        for (String name : List.of(
                "featurizer.conv1.weight",
                "decider.fc.bias",
                "reconstructor.up1.conv.bias",
                "featurizer.bn1.running_mean")) {
            changed(
                    tensors -> {
                        HostTensor tensor = Objects.requireNonNull(tensors.get(name));
                        float[] values = new float[Math.toIntExact(tensor.values())];
                        tensor.data().asFloatBuffer().get(values);
                        values[0] += 3;
                        tensors.put(
                                name,
                                HostTensor.of(
                                        values,
                                        tensor.shape().stream()
                                                .mapToLong(l -> l)
                                                .toArray()));
                    },
                    "gives other values than the publisher's");
        }
    }

    @Test
    void refusesWhatTheCharterDoesNotSay() {
        assertThatThrownBy(() -> PublishedNetworks.open(valid, file, charter(List.of("a", "b"), IMAGE, "conv3_1")))
                .hasMessageContaining("the decider gives 3 x 1 x 1, expected 2 x 1 x 1");
        assertThatThrownBy(() ->
                        PublishedNetworks.open(valid, file, charter(CLASSES, new ImageSpec(1, 32, 32), "conv3_1")))
                .hasMessageContaining("the featurizer takes 3 x 32 x 32, expected 1 x 32 x 32");
        assertThatThrownBy(() -> PublishedNetworks.open(valid, file, charter(CLASSES, IMAGE, "conv4_1")))
                .hasMessageContaining("split at conv3_1, the charter says conv4_1");
        ReleaseManifest other = manifest(ReleaseKind.NETWORK, "conv3_1", new FeatureShape(9, 8, 8), valid.networks());
        assertThatThrownBy(() -> open(other))
                .hasMessageContaining("the featurizer gives 8 x 8 x 8, expected 9 x 8 x 8");
    }

    @Test
    void refusesOddSetsOfNetworks() {
        assertRefused(
                valid.networks().subList(0, 2),
                ReleaseKind.NETWORK,
                "has the networks [FEATURIZER, DECIDER, RECONSTRUCTOR]");
        List<ReleasedNetwork> twice = new ArrayList<>(valid.networks());
        twice.add(valid.networks().getFirst());
        assertRefused(twice, ReleaseKind.NETWORK, "two networks in the role");
        assertRefused(valid.networks(), ReleaseKind.POOL_DECIDER, "has the networks [DECIDER]");
        List<ReleasedNetwork> exchanged = new ArrayList<>(valid.networks());
        exchanged.set(
                1, new ReleasedNetwork(NetworkRole.DECIDER, exchanged.get(2).architecture()));
        assertRefused(exchanged, ReleaseKind.NETWORK, "the decider gives");
        List<ReleasedNetwork> broken = new ArrayList<>(valid.networks());
        broken.set(0, new ReleasedNetwork(NetworkRole.FEATURIZER, "{\"layers\":[]}"));
        assertRefused(broken, ReleaseKind.NETWORK, "the featurizer's architecture is refused");
        Architecture wider = Backbones.split(Backbones.named("small-resnet-5", IMAGE, 3), HookPoint.parse("conv3_1"))
                .featurizer();
        List<ReleasedNetwork> other = new ArrayList<>(valid.networks());
        other.set(0, new ReleasedNetwork(NetworkRole.FEATURIZER, wider.json()));
        assertRefused(other, ReleaseKind.NETWORK, "the featurizer gives 10 x 8 x 8");
    }

    private void changed(Consumer<Map<String, HostTensor>> change, String message) throws Exception {
        byte[] before = Files.readAllBytes(file);
        Map<String, HostTensor> tensors =
                new TreeMap<>(SafeTensors.decode(before, LIMITS).tensors());
        change.accept(tensors);
        SafeTensors.write(file, Weights.of(tensors), Map.of());
        assertThatThrownBy(() -> open(again()))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining(message);
        Files.write(file, before);
    }

    private void assertRefused(List<ReleasedNetwork> networks, ReleaseKind kind, String message) {
        assertThatThrownBy(() -> open(manifest(kind, "conv3_1", valid.featureShape(), networks)))
                .isInstanceOf(ReleaseRefusedException.class)
                .hasMessageContaining(message);
    }

    private PublishedNetworks open(ReleaseManifest manifest) throws ReleaseRefusedException {
        return PublishedNetworks.open(manifest, file, charter(CLASSES, IMAGE, "conv3_1"));
    }

    /** The valid manifest with the digest and size that the file has now. */
    private ReleaseManifest again() throws IOException {
        return manifest(valid.kind(), valid.hookPoint(), valid.featureShape(), valid.networks());
    }

    private ReleaseManifest manifest(
            ReleaseKind kind, String hookPoint, FeatureShape features, List<ReleasedNetwork> networks) {
        try {
            return new ReleaseManifest(
                    1,
                    new UUID(0, 1),
                    1,
                    kind,
                    "e1",
                    hookPoint,
                    features,
                    networks,
                    Digests.sha256(file),
                    Files.size(file),
                    new RowCalibration(1, 1, 1, null),
                    null,
                    Instant.EPOCH);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Charter charter(List<String> classes, ImageSpec image, String hookPoint) {
        return new Charter(
                classes,
                image,
                "small-resnet-4",
                hookPoint,
                "e1",
                List.of(new DpmFamily("BASIC", 1, 4, 4, 64)),
                new Thresholds(4, 0.2, 0.1, 1, 1, AttackEffort.NONE),
                new RowLimits(1, 1000),
                List.of(ElementType.F16.name()),
                PoisoningProfile.PAPER,
                Oversight.LEAST);
    }
}
