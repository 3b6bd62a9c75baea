package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.InvalidArchitectureException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.WeakProtection;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a NETWORK release's manifest must say to fit its collaboration; before a byte is uploaded. */
final class ManifestChecks {
    /** Largest weights file; agents refuse larger ones too. */
    static final long MAX_BYTES = 1L << 30;

    private static final int FORMAT_VERSION = 1;

    private ManifestChecks() {}

    /** Refuses with MANIFEST_INVALID, naming what is said and what is expected. */
    static void check(ReleaseManifest manifest, UUID collaboration, CharterView agreed, ObjectParts weights) {
        Charter charter = agreed.charter();
        require("formatVersion", manifest.formatVersion(), FORMAT_VERSION);
        require("collaboration", manifest.collaboration(), collaboration);
        require("charterVersion", manifest.charterVersion(), agreed.version());
        require("kind", manifest.kind(), ReleaseKind.NETWORK);
        require("publishedBy", manifest.publishedBy(), charter.publishingEntity());
        require("hookPoint", manifest.hookPoint(), charter.hookPoint());
        require("weightsDigest", manifest.weightsDigest(), weights.digest());
        require("weightsBytes", manifest.weightsBytes(), weights.bytes());
        if (!Digests.isSha256(manifest.weightsDigest())) {
            throw refused("weightsDigest must be 64 lower-case hex digits.", Map.of());
        }
        if (manifest.weightsBytes() > MAX_BYTES) {
            throw refused(
                    "The weights have " + manifest.weightsBytes() + " bytes, at most " + MAX_BYTES
                            + " are allowed. Use a smaller backbone.",
                    Map.of("bytes", manifest.weightsBytes(), "limit", MAX_BYTES));
        }
        if (manifest.snapshot() != null) {
            throw refused("A NETWORK release names no snapshot.", Map.of());
        }
        checkCalibration(manifest.calibration());
        checkGate(manifest.calibration().gate(), manifest.featureShape());
        checkNetworks(manifest, charter);
    }

    private static void checkCalibration(RowCalibration calibration) {
        boolean usable = positive(calibration.meanNorm())
                && Double.isFinite(calibration.stdNorm())
                && calibration.stdNorm() >= 0
                && positive(calibration.maxAbs());
        if (!usable) {
            throw refused(
                    "The row calibration must have a positive mean norm and greatest value and a standard deviation of at"
                            + " least 0, got " + calibration + ".",
                    Map.of());
        }
    }

    private static void checkGate(@Nullable GateCalibration gate, FeatureShape features) {
        if (gate == null) {
            return;
        }
        require("number of the gate's channel means", gate.channelMeans().size(), features.channels());
        require(
                "number of the gate's channel deviations",
                gate.channelDeviations().size(),
                features.channels());
        boolean usable = gate.channelMeans().stream().allMatch(Double::isFinite)
                && gate.channelDeviations().stream().allMatch(ManifestChecks::positive)
                && !gate.weak().isEmpty()
                && gate.weak().size() <= GateCalibration.MAX_WEAK;
        for (WeakProtection weak : gate.weak()) {
            require("number of the gate's weights", weak.weights().size(), GateCalibration.statistics(features));
            usable &= weak.weights().stream().allMatch(Double::isFinite)
                    && Double.isFinite(weak.limit())
                    && weak.name().length() <= WeakProtection.MAX_NAME;
        }
        if (!usable) {
            throw refused(
                    "The gate's calibration must have finite values, deviations above 0, 1 to "
                            + GateCalibration.MAX_WEAK + " weak protections and names of at most "
                            + WeakProtection.MAX_NAME + " characters.",
                    Map.of());
        }
    }

    private static boolean positive(double value) {
        return Double.isFinite(value) && value > 0;
    }

    private static void checkNetworks(ReleaseManifest manifest, Charter charter) {
        Map<NetworkRole, Architecture> networks = architectures(manifest);
        FeatureShape image = new FeatureShape(
                charter.image().channels(),
                charter.image().height(),
                charter.image().width());
        FeatureShape features = manifest.featureShape();
        FeatureShape scores = new FeatureShape(charter.classes().size(), 1, 1);
        ends(networks, NetworkRole.FEATURIZER, image, features);
        ends(networks, NetworkRole.DECIDER, features, scores);
        ends(networks, NetworkRole.RECONSTRUCTOR, features, image);
        if (networks.containsKey(NetworkRole.REFERENCE)) {
            ends(networks, NetworkRole.REFERENCE, image, features);
        }
    }

    /** One architecture per role. */
    static Map<NetworkRole, Architecture> architectures(ReleaseManifest manifest) {
        Map<NetworkRole, Architecture> networks = new EnumMap<>(NetworkRole.class);
        for (ReleasedNetwork network : manifest.networks()) {
            try {
                if (networks.put(network.role(), Architecture.parse(network.architecture())) != null) {
                    throw refused("There are two networks in the role " + network.role() + ".", Map.of());
                }
            } catch (InvalidArchitectureException e) {
                throw refused("The architecture of the " + network.role() + " is refused: " + e.getMessage(), Map.of());
            }
        }
        return networks;
    }

    private static void ends(
            Map<NetworkRole, Architecture> networks, NetworkRole role, FeatureShape input, FeatureShape output) {
        Architecture network = networks.get(role);
        if (network == null) {
            throw refused("The release has no " + role + ".", Map.of("missing", role));
        }
        require("input of the " + role, network.input(), input);
        require("output of the " + role, network.output(), output);
    }

    private static void require(String name, Object said, Object expected) {
        if (!said.equals(expected)) {
            throw refused(
                    "The manifest's " + name + " is " + said + ", but must be " + expected + ".",
                    Map.of("field", name, "value", said.toString(), "expected", expected.toString()));
        }
    }

    private static RefusedException refused(String sentence, Map<String, ?> facts) {
        return new RefusedException(ProblemType.MANIFEST_INVALID, sentence, facts);
    }
}
