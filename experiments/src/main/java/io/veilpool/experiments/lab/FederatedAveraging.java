package io.veilpool.experiments.lab;

import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The mean of networks of one architecture, tensor by tensor, running statistics included. */
final class FederatedAveraging {
    private FederatedAveraging() {}

    /** @return a new network that the caller closes */
    static Network of(List<Network> networks) {
        List<Weights> weights = networks.stream().map(Network::weights).toList();
        Map<String, HostTensor> mean = new TreeMap<>();
        for (String name : weights.getFirst().names()) {
            HostTensor like = weights.getFirst().get(name);
            float[] sum = new float[Math.toIntExact(like.values())];
            for (Weights each : weights) {
                FloatBuffer values = each.get(name).data().asFloatBuffer();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values.get(i) / weights.size();
                }
            }
            mean.put(
                    name,
                    HostTensor.of(
                            sum,
                            like.shape().stream().mapToLong(Long::longValue).toArray()));
        }
        return Network.of(networks.getFirst().architecture(), Weights.of(mean));
    }
}
