package io.veilpool.model.network;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A PyTorch {@code state_dict} of a whole backbone that a user exported to safetensors, float32 or float16. */
public final class StateDict {
    /** PyTorch counts training batches per BatchNorm; nothing here needs the count. */
    private static final String COUNTER = ".num_batches_tracked";

    private static final SafeTensors.Limits LIMITS =
            new SafeTensors.Limits(1L << 31, 4 << 20, 2 * Architecture.MAX_PARAMETERS);

    private StateDict() {}

    /**
     * @return weights for {@link Network#of}; their names and shapes are exactly the architecture's
     * @throws HostileFileException if the file breaks a rule of the strict reader, or holds other tensors
     */
    public static Weights read(Path file, Architecture backbone) throws HostileFileException, IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        SafeTensors.read(file, LIMITS).tensors().forEach((name, tensor) -> {
            if (!name.endsWith(COUNTER)) {
                tensors.put(name, tensor);
            }
        });
        check(tensors, backbone);
        return Weights.of(tensors);
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
