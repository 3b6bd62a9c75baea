package io.veilpool.coordinator.artifact;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a release's weights strictly, in plain Java: no native code sees them here. */
final class WeightsCheck {
    private static final String GOLDEN = "golden.";
    private static final int MAX_HEADER_BYTES = 4 << 20;

    private WeightsCheck() {}

    /** Why the file must not be published; empty when it may. */
    static Optional<String> problem(Path file, ReleaseManifest manifest) throws IOException {
        Weights weights;
        try {
            weights = SafeTensors.read(
                    file,
                    new SafeTensors.Limits(manifest.weightsBytes(), MAX_HEADER_BYTES, 2 * Architecture.MAX_PARAMETERS));
        } catch (HostileFileException e) {
            return Optional.of("The weights file is refused: " + e.getMessage());
        }
        Map<NetworkRole, Architecture> networks = ManifestChecks.architectures(manifest);
        Map<String, List<Long>> expected = new TreeMap<>();
        networks.forEach((role, network) ->
                network.tensors().forEach((name, shape) -> expected.put(prefix(role) + name, shape)));
        return expected.entrySet().stream()
                .flatMap(tensor -> mismatch(weights, tensor.getKey(), tensor.getValue()).stream())
                .findFirst()
                .or(() -> surplus(weights, expected, networks));
    }

    private static Optional<String> mismatch(Weights weights, String name, List<Long> shape) {
        if (!weights.names().contains(name)) {
            return Optional.of("The weights lack the tensor " + name + " of the architecture.");
        }
        HostTensor tensor = weights.get(name);
        if (!tensor.shape().equals(shape) || tensor.type() != ElementType.F32) {
            return Optional.of("The tensor " + name + " is " + tensor.type() + " " + tensor.shape()
                    + ", the architecture needs F32 " + shape + ".");
        }
        return Optional.empty();
    }

    private static Optional<String> surplus(
            Weights weights, Map<String, List<Long>> expected, Map<NetworkRole, Architecture> networks) {
        for (String name : weights.names()) {
            boolean golden = name.equals(GOLDEN + "input")
                    || networks.keySet().stream().anyMatch(role -> name.equals(GOLDEN + lower(role)));
            if (!golden && !expected.containsKey(name)) {
                return Optional.of("The weights hold the tensor " + name + ", which the architecture does not have.");
            }
        }
        if (!weights.names().contains(GOLDEN + "input")) {
            return Optional.of("The weights lack the golden input " + GOLDEN + "input.");
        }
        return Optional.empty();
    }

    private static String prefix(NetworkRole role) {
        return lower(role) + ".";
    }

    private static String lower(NetworkRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
