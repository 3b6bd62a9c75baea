package io.veilpool.model.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A PyTorch {@code state_dict} of a whole backbone that a user exported to safetensors, float32 or float16. The file may
 * also hold {@code golden.input} (N, C, H, W) and {@code golden.output} (N, K): then the network must give that output.
 */
public final class StateDict {
    /** PyTorch counts training batches per BatchNorm; nothing here needs the count. */
    private static final String COUNTER = ".num_batches_tracked";

    private static final String INPUT = "golden.input";
    private static final String OUTPUT = "golden.output";
    private static final SafeTensors.Limits LIMITS =
            new SafeTensors.Limits(1L << 31, 4 << 20, 2 * Architecture.MAX_PARAMETERS);
    /** Relative to the greatest value: float32 sums in another order; 2e-5 seen through 50 layers, more in float16. */
    private static final float TOLERANCE = 1e-2f;

    private StateDict() {}

    /**
     * @return the backbone with the file's weights; their names and shapes are exactly the architecture's
     * @throws HostileFileException if the file breaks a rule of the strict reader, holds other tensors, or its golden output
     *     does not come out
     */
    public static Network open(Path file, Architecture backbone) throws HostileFileException, IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        SafeTensors.read(file, LIMITS).tensors().forEach((name, tensor) -> {
            if (!name.endsWith(COUNTER)) {
                tensors.put(name, tensor);
            }
        });
        HostTensor input = tensors.remove(INPUT);
        HostTensor output = tensors.remove(OUTPUT);
        check(tensors, backbone);
        Network network = Network.of(backbone, Weights.of(tensors));
        try {
            checkGolden(network, input, output);
        } catch (HostileFileException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private static void checkGolden(Network network, @Nullable HostTensor input, @Nullable HostTensor output)
            throws HostileFileException {
        if (input == null && output == null) {
            return;
        }
        FeatureShape image = network.architecture().input();
        long classes = network.architecture().output().channels();
        long rows = input == null || input.shape().isEmpty() ? 0 : input.shape().getFirst();
        if (input == null
                || output == null
                || rows > 64
                || input.type() != ElementType.F32
                || output.type() != ElementType.F32
                || !input.shape()
                        .equals(List.of(rows, (long) image.channels(), (long) image.height(), (long) image.width()))
                || !output.shape().equals(List.of(rows, classes))) {
            throw new HostileFileException(
                    "a golden pair is " + INPUT + " (N, " + image.channels() + ", " + image.height() + ", "
                            + image.width() + ") and " + OUTPUT + " (N, " + classes + "), both F32, N at most 64");
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray wanted = output.copyTo(manager);
            float scale = wanted.abs().max().getFloat();
            float difference = network.forward(input.copyTo(manager), false)
                    .sub(wanted)
                    .abs()
                    .max()
                    .getFloat();
            // Written so that NaN is refused too.
            if (!(difference <= TOLERANCE * scale)) {
                throw new HostileFileException("the network's output differs from the golden one by " + difference
                        + ", allowed " + TOLERANCE * scale + "; was it exported in evaluation mode?");
            }
        }
    }

    private static void check(Map<String, HostTensor> tensors, Architecture backbone) throws HostileFileException {
        TreeSet<String> missing = new TreeSet<>(backbone.tensors().keySet());
        missing.removeAll(tensors.keySet());
        TreeSet<String> surplus = new TreeSet<>(tensors.keySet());
        surplus.removeAll(backbone.tensors().keySet());
        if (!missing.isEmpty() || !surplus.isEmpty()) {
            throw new HostileFileException("the file is no state_dict of " + backbone.name() + ": " + missing.size()
                    + " tensors missing" + first(missing) + ", " + surplus.size() + " not expected" + first(surplus));
        }
        for (var expected : backbone.tensors().entrySet()) {
            HostTensor tensor = tensors.get(expected.getKey());
            if (tensor == null || !tensor.shape().equals(expected.getValue())) {
                throw new HostileFileException(expected.getKey() + " has shape "
                        + (tensor == null ? "none" : tensor.shape()) + ", " + backbone.name() + " needs "
                        + expected.getValue()
                        + (expected.getKey().startsWith("fc.")
                                ? "; the last layer must have one output per class"
                                : ""));
            }
            if (tensor.type() != ElementType.F32 && tensor.type() != ElementType.F16) {
                throw new HostileFileException(
                        expected.getKey() + " is " + tensor.type() + ", weights must be F32 or F16");
            }
        }
    }

    private static String first(TreeSet<String> names) {
        return names.isEmpty() ? "" : " (first: " + names.first() + ")";
    }
}
