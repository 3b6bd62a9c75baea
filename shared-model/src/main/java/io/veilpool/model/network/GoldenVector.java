package io.veilpool.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.NetworkRole;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Noise and what a release's networks make of it, so that a reader knows that it computes what the publisher computed. */
final class GoldenVector {
    static final String PREFIX = "golden.";
    private static final String INPUT = "input";
    private static final int INPUTS = 2;
    private static final long SEED = 20191206;
    /** Relative to the greatest value: float32 sums in another order on another processor; 2e-5 seen through 50 layers. */
    private static final float TOLERANCE = 1e-2f;

    private GoldenVector() {}

    /** Names without the prefix. */
    static Set<String> names(Set<NetworkRole> roles) {
        TreeSet<String> names = new TreeSet<>();
        names.add(INPUT);
        roles.forEach(role -> names.add(name(role)));
        return names;
    }

    static Weights of(Map<NetworkRole, Network> networks) {
        FeatureShape shape = inputShape(networks);
        float[] noise = new float[INPUTS * shape.values()];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        HostTensor input = HostTensor.of(noise, INPUTS, shape.channels(), shape.height(), shape.width());
        Map<String, HostTensor> golden = new TreeMap<>();
        golden.put(INPUT, input);
        try (NDManager manager = NDManager.newBaseManager()) {
            outputs(networks, input.copyTo(manager))
                    .forEach((role, output) -> golden.put(name(role), HostTensor.copyOf(output)));
        }
        return Weights.of(golden);
    }

    /** @throws ReleaseRefusedException if a shape or a value is not as the golden vector has it */
    static void check(Map<NetworkRole, Network> networks, Weights golden) throws ReleaseRefusedException {
        for (var tensor : golden.tensors().entrySet()) {
            if (tensor.getValue().type() != ElementType.F32) {
                throw new ReleaseRefusedException("the golden " + tensor.getKey() + " is "
                        + tensor.getValue().type() + ", it must be F32");
            }
        }
        HostTensor input = golden.get(INPUT);
        FeatureShape shape = inputShape(networks);
        List<Long> expected =
                List.of((long) INPUTS, (long) shape.channels(), (long) shape.height(), (long) shape.width());
        if (!input.shape().equals(expected)) {
            throw new ReleaseRefusedException("the golden input has shape " + input.shape() + ", expected " + expected);
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            for (var output : outputs(networks, input.copyTo(manager)).entrySet()) {
                check(name(output.getKey()), golden.get(name(output.getKey())), output.getValue());
            }
        }
    }

    private static void check(String name, HostTensor wanted, NDArray found) throws ReleaseRefusedException {
        List<Long> shape = Arrays.stream(found.getShape().getShape()).boxed().toList();
        if (!wanted.shape().equals(shape)) {
            throw new ReleaseRefusedException(
                    "the golden output of the " + name + " has shape " + wanted.shape() + ", expected " + shape);
        }
        NDArray target = wanted.copyTo(found.getManager());
        float scale = 1 + target.abs().max().getFloat();
        float difference = found.sub(target).abs().max().getFloat();
        // Written so that NaN is refused too.
        if (!(difference <= TOLERANCE * scale)) {
            throw new ReleaseRefusedException("the " + name + " gives other values than the publisher's: difference "
                    + difference + ", allowed " + TOLERANCE * scale);
        }
    }

    /** The featurizer's outputs feed decider and reconstructor; a decider alone gets the noise itself. */
    private static Map<NetworkRole, NDArray> outputs(Map<NetworkRole, Network> networks, NDArray input) {
        Map<NetworkRole, NDArray> outputs = new EnumMap<>(NetworkRole.class);
        NDArray features = input;
        Network featurizer = networks.get(NetworkRole.FEATURIZER);
        if (featurizer != null) {
            features = featurizer.forward(input, false);
            outputs.put(NetworkRole.FEATURIZER, features);
        }
        Network reference = networks.get(NetworkRole.REFERENCE);
        if (reference != null) {
            outputs.put(NetworkRole.REFERENCE, reference.forward(input, false));
        }
        for (NetworkRole role : List.of(NetworkRole.DECIDER, NetworkRole.RECONSTRUCTOR)) {
            Network network = networks.get(role);
            if (network != null) {
                outputs.put(role, network.forward(features, false));
            }
        }
        return outputs;
    }

    private static FeatureShape inputShape(Map<NetworkRole, Network> networks) {
        NetworkRole first = networks.containsKey(NetworkRole.FEATURIZER) ? NetworkRole.FEATURIZER : NetworkRole.DECIDER;
        Network network = networks.get(first);
        if (network == null) {
            throw new IllegalStateException("a release has at least a decider");
        }
        return network.architecture().input();
    }

    private static String name(NetworkRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
