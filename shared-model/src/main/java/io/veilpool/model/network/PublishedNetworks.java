package io.veilpool.model.network;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.InvalidArchitectureException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The networks of one release, read from hostile bytes: digest, architectures, tensor names and shapes, fit to the
 * charter, and a golden input whose outputs must come out as the publisher got them.
 */
public final class PublishedNetworks implements AutoCloseable {
    /** Largest weights file: ResNet-101 with its reconstructor in float32 is under a quarter of it. */
    public static final long MAX_BYTES = 1L << 30;

    private final Map<NetworkRole, Network> networks;

    private PublishedNetworks(Map<NetworkRole, Network> networks) {
        this.networks = networks;
    }

    /** Images (N, C, H, W) in [0, 1] to features. */
    public Network featurizer() {
        return network(NetworkRole.FEATURIZER);
    }

    /** Features to logits (N, K). */
    public Network decider() {
        return network(NetworkRole.DECIDER);
    }

    /** Features to images in [0, 1]. */
    public Network reconstructor() {
        return network(NetworkRole.RECONSTRUCTOR);
    }

    /** Images to the features that count as unprotected: those of the featurizer, unless it protects itself. */
    public Network reference() {
        return protectsInFeaturizer() ? network(NetworkRole.REFERENCE) : featurizer();
    }

    /** Whether the featurizer was trained to give little away, so that its own features are no yardstick. */
    public boolean protectsInFeaturizer() {
        return networks.containsKey(NetworkRole.REFERENCE);
    }

    private Network network(NetworkRole role) {
        Network network = networks.get(role);
        if (network == null) {
            throw new IllegalStateException("this release has no " + role.name().toLowerCase(Locale.ROOT));
        }
        return network;
    }

    /** Where a release's weights are, and what they are. */
    public record Written(Path file, String digest, long bytes, List<ReleasedNetwork> networks) {}

    /**
     * Writes a NETWORK release with its golden vector.
     *
     * @param reference unprotected featurizer, where {@code featurizer} protects; else null
     */
    public static Written write(
            Path file, Network featurizer, Network decider, Network reconstructor, @Nullable Network reference)
            throws IOException {
        Map<NetworkRole, Network> parts = new EnumMap<>(NetworkRole.class);
        parts.put(NetworkRole.FEATURIZER, featurizer);
        parts.put(NetworkRole.DECIDER, decider);
        parts.put(NetworkRole.RECONSTRUCTOR, reconstructor);
        if (reference != null) {
            parts.put(NetworkRole.REFERENCE, reference);
        }
        return write(file, parts);
    }

    /** The same of a featurizer that does not protect. */
    public static Written write(Path file, Network featurizer, Network decider, Network reconstructor)
            throws IOException {
        return write(file, featurizer, decider, reconstructor, null);
    }

    /** Writes a POOL_DECIDER release with its golden vector. */
    public static Written writeDecider(Path file, Network decider) throws IOException {
        return write(file, Map.of(NetworkRole.DECIDER, decider));
    }

    private static Written write(Path file, Map<NetworkRole, Network> parts) throws IOException {
        Weights all = GoldenVector.of(parts).prefixed(GoldenVector.PREFIX);
        List<ReleasedNetwork> released = new ArrayList<>();
        for (NetworkRole role : NetworkRole.values()) {
            Network network = parts.get(role);
            if (network != null) {
                all = Weights.union(all, network.weights().prefixed(prefix(role)));
                released.add(new ReleasedNetwork(role, network.architecture().json()));
            }
        }
        SafeTensors.write(file, all, Map.of());
        return new Written(file, Digests.sha256(file), Files.size(file), List.copyOf(released));
    }

    /**
     * @throws ReleaseRefusedException if anything about the file or the manifest is not as it must be
     */
    public static PublishedNetworks open(ReleaseManifest manifest, Path weights, Charter charter)
            throws ReleaseRefusedException {
        Map<NetworkRole, Architecture> architectures = architectures(manifest);
        fit(manifest, architectures, charter);
        Weights all = read(manifest, weights);
        TreeSet<String> expected = new TreeSet<>();
        architectures.forEach((role, architecture) ->
                architecture.tensors().keySet().forEach(name -> expected.add(prefix(role) + name)));
        GoldenVector.names(architectures.keySet()).forEach(name -> expected.add(GoldenVector.PREFIX + name));
        if (!all.names().equals(expected)) {
            throw new ReleaseRefusedException(
                    "the weights' names are not those of the architectures: " + difference(expected, all.names()));
        }
        Map<NetworkRole, Network> networks = new EnumMap<>(NetworkRole.class);
        PublishedNetworks published = new PublishedNetworks(networks);
        try {
            architectures.forEach(
                    (role, architecture) -> networks.put(role, Network.of(architecture, all.under(prefix(role)))));
            GoldenVector.check(networks, all.under(GoldenVector.PREFIX));
        } catch (IllegalArgumentException e) {
            published.close();
            throw new ReleaseRefusedException("the weights do not fit the architectures: " + e.getMessage());
        } catch (ReleaseRefusedException e) {
            published.close();
            throw e;
        }
        return published;
    }

    private static Map<NetworkRole, Architecture> architectures(ReleaseManifest manifest)
            throws ReleaseRefusedException {
        Map<NetworkRole, Architecture> architectures = new EnumMap<>(NetworkRole.class);
        for (ReleasedNetwork network : manifest.networks()) {
            try {
                if (architectures.put(network.role(), Architecture.parse(network.architecture())) != null) {
                    throw new ReleaseRefusedException("the release has two networks in the role " + network.role());
                }
            } catch (InvalidArchitectureException e) {
                throw new ReleaseRefusedException("the " + network.role().name().toLowerCase(Locale.ROOT)
                        + "'s architecture is refused: " + e.getMessage());
            }
        }
        Set<NetworkRole> wanted = switch (manifest.kind()) {
            case NETWORK -> EnumSet.of(NetworkRole.FEATURIZER, NetworkRole.DECIDER, NetworkRole.RECONSTRUCTOR);
            case POOL_DECIDER -> EnumSet.of(NetworkRole.DECIDER);
        };
        Set<NetworkRole> found = EnumSet.noneOf(NetworkRole.class);
        found.addAll(architectures.keySet());
        if (manifest.kind() == ReleaseKind.NETWORK) {
            found.remove(NetworkRole.REFERENCE);
        }
        if (!found.equals(wanted)) {
            throw new ReleaseRefusedException("a release of kind " + manifest.kind() + " has the networks " + wanted
                    + ", this one has " + architectures.keySet());
        }
        return architectures;
    }

    private static void fit(ReleaseManifest manifest, Map<NetworkRole, Architecture> architectures, Charter charter)
            throws ReleaseRefusedException {
        FeatureShape features = manifest.featureShape();
        FeatureShape image = new FeatureShape(
                charter.image().channels(),
                charter.image().height(),
                charter.image().width());
        if (!manifest.hookPoint().equals(charter.hookPoint())) {
            throw new ReleaseRefusedException(
                    "the release is split at " + manifest.hookPoint() + ", the charter says " + charter.hookPoint());
        }
        for (NetworkRole role : List.of(NetworkRole.FEATURIZER, NetworkRole.REFERENCE)) {
            Architecture featurizer = architectures.get(role);
            if (featurizer != null) {
                String name = "the " + role.name().toLowerCase(Locale.ROOT);
                require(name + " takes", featurizer.input(), image);
                require(name + " gives", featurizer.output(), features);
            }
        }
        Architecture decider = architectures.get(NetworkRole.DECIDER);
        if (decider != null) {
            require("the decider takes", decider.input(), features);
            require(
                    "the decider gives",
                    decider.output(),
                    new FeatureShape(charter.classes().size(), 1, 1));
        }
        Architecture reconstructor = architectures.get(NetworkRole.RECONSTRUCTOR);
        if (reconstructor != null) {
            require("the reconstructor takes", reconstructor.input(), features);
            require("the reconstructor gives", reconstructor.output(), image);
        }
    }

    private static void require(String what, FeatureShape found, FeatureShape expected) throws ReleaseRefusedException {
        if (!found.equals(expected)) {
            throw new ReleaseRefusedException(what + " " + text(found) + ", expected " + text(expected));
        }
    }

    private static String text(FeatureShape shape) {
        return shape.channels() + " x " + shape.height() + " x " + shape.width();
    }

    private static Weights read(ReleaseManifest manifest, Path file) throws ReleaseRefusedException {
        try {
            long bytes = Files.size(file);
            if (bytes != manifest.weightsBytes() || bytes > MAX_BYTES) {
                throw new ReleaseRefusedException("the weights have " + bytes + " bytes, the manifest says "
                        + manifest.weightsBytes() + ", at most " + MAX_BYTES + " are allowed");
            }
            String digest = Digests.sha256(file);
            if (!digest.equals(manifest.weightsDigest())) {
                throw new ReleaseRefusedException(
                        "the weights have the digest " + digest + ", the manifest says " + manifest.weightsDigest());
            }
            return SafeTensors.read(file, new SafeTensors.Limits(MAX_BYTES, 4 << 20, Architecture.MAX_PARAMETERS * 2));
        } catch (HostileFileException e) {
            throw new ReleaseRefusedException("the weights file is refused: " + e.getMessage());
        } catch (IOException e) {
            throw new ReleaseRefusedException("the weights file cannot be read: " + e.getMessage());
        }
    }

    private static String difference(TreeSet<String> expected, Set<String> found) {
        TreeSet<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        TreeSet<String> surplus = new TreeSet<>(found);
        surplus.removeAll(expected);
        return missing.size() + " missing" + first(missing) + ", " + surplus.size() + " surplus" + first(surplus);
    }

    private static String first(TreeSet<String> names) {
        return names.isEmpty() ? "" : " (first: " + names.first() + ")";
    }

    private static String prefix(NetworkRole role) {
        return role.name().toLowerCase(Locale.ROOT) + ".";
    }

    @Override
    public void close() {
        networks.values().forEach(Network::close);
    }
}
