package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A network cut into consecutive parts where activations are worth looking at: after each residual block, after pooling, and at
 * the end. The parts hold copies of the weights and are frozen at first.
 */
public final class NetworkStages implements AutoCloseable {
    private final List<Network> stages;

    private NetworkStages(List<Network> stages) {
        this.stages = stages;
    }

    /** @param network not closed, not changed */
    public static NetworkStages of(Network network) {
        Architecture architecture = network.architecture();
        Weights weights = network.weights();
        List<Network> stages = new ArrayList<>();
        FeatureShape input = architecture.input();
        int from = 0;
        for (int end : ends(architecture)) {
            List<NamedLayer> layers = architecture.layers().subList(from, end);
            Architecture part = new Architecture(architecture.name() + "-" + stages.size(), input, layers);
            stages.add(Network.of(part, of(part, weights)));
            stages.getLast().trainable(false);
            input = part.output();
            from = end;
        }
        return new NetworkStages(stages);
    }

    /** How many layers lie before the end of each part. */
    static List<Integer> ends(Architecture architecture) {
        return IntStream.range(0, architecture.layers().size())
                .filter(i -> endsAfter(architecture.layers(), i))
                .mapToObj(i -> i + 1)
                .toList();
    }

    private static boolean endsAfter(List<NamedLayer> layers, int i) {
        if (i == layers.size() - 1 || layers.get(i).layer() instanceof Layer.GlobalAveragePool) {
            return true;
        }
        return layers.get(i).layer() instanceof Layer.Relu
                && i > 0
                && layers.get(i - 1).layer() instanceof Layer.Residual;
    }

    private static Weights of(Architecture part, Weights all) {
        Map<String, HostTensor> tensors = new HashMap<>();
        part.tensors().keySet().forEach(name -> tensors.put(name, all.get(name)));
        return Weights.of(tensors);
    }

    public int count() {
        return stages.size();
    }

    /** One part, owned by this. */
    public Network stage(int index) {
        return stages.get(index);
    }

    /** Shape that leaves one part. */
    public FeatureShape output(int index) {
        return stages.get(index).architecture().output();
    }

    /** Runs the parts {@code from} to before {@code to} as frozen networks; the result belongs to the manager of {@code x}. */
    public NDArray forward(NDArray x, int from, int to) {
        NDArray y = x;
        for (Network stage : stages.subList(from, to)) {
            y = stage.forward(y, false);
        }
        return y;
    }

    /** What leaves each part, in order. */
    public List<NDArray> activations(NDArray x) {
        List<NDArray> outputs = new ArrayList<>();
        NDArray y = x;
        for (Network stage : stages) {
            y = stage.forward(y, false);
            outputs.add(y);
        }
        return outputs;
    }

    @Override
    public void close() {
        stages.forEach(Network::close);
    }
}
