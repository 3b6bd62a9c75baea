package io.veilpool.model.network;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns every convolution with a BatchNorm behind it into one convolution with a bias; exact for frozen networks. */
final class BatchNormFolding {
    private final Weights weights;
    private final Map<String, HostTensor> folded = new TreeMap<>();

    private BatchNormFolding(Weights weights) {
        this.weights = weights;
    }

    static Network fold(Architecture architecture, Weights weights) {
        BatchNormFolding folding = new BatchNormFolding(weights);
        List<NamedLayer> layers = folding.layers("", architecture.layers());
        return Network.of(
                new Architecture(architecture.name(), architecture.input(), layers), Weights.of(folding.folded));
    }

    private List<NamedLayer> layers(String prefix, List<NamedLayer> layers) {
        List<NamedLayer> result = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            NamedLayer layer = layers.get(i);
            String name = prefix + layer.name() + ".";
            boolean normalised = i + 1 < layers.size() && layers.get(i + 1).layer() instanceof Layer.BatchNorm;
            if (layer.layer() instanceof Layer.Convolution c && normalised) {
                convolution(name, c, prefix + layers.get(i + 1).name() + ".");
                result.add(new NamedLayer(
                        layer.name(),
                        new Layer.Convolution(c.in(), c.out(), c.kernel(), c.stride(), c.padding(), true)));
                i++;
            } else if (layer.layer() instanceof Layer.Residual r) {
                result.add(new NamedLayer(
                        layer.name(), new Layer.Residual(layers(name, r.main()), layers(name, r.shortcut()))));
            } else {
                layer.layer()
                        .tensors()
                        .keySet()
                        .forEach(tensor -> folded.put(name + tensor, weights.get(name + tensor)));
                result.add(layer);
            }
        }
        return result;
    }

    private void convolution(String name, Layer.Convolution c, String norm) {
        float[] kernel = values(name + "weight");
        float[] bias = c.bias() ? values(name + "bias") : new float[c.out()];
        float[] gamma = values(norm + "weight");
        float[] beta = values(norm + "bias");
        float[] mean = values(norm + "running_mean");
        float[] variance = values(norm + "running_var");
        int perChannel = kernel.length / c.out();
        for (int out = 0; out < c.out(); out++) {
            double scale = gamma[out] / Math.sqrt(variance[out] + Network.EPSILON);
            for (int i = 0; i < perChannel; i++) {
                kernel[out * perChannel + i] *= (float) scale;
            }
            bias[out] = (float) ((bias[out] - mean[out]) * scale + beta[out]);
        }
        folded.put(name + "weight", HostTensor.of(kernel, c.out(), c.in(), c.kernel(), c.kernel()));
        folded.put(name + "bias", HostTensor.of(bias, c.out()));
    }

    private float[] values(String name) {
        FloatBuffer buffer = weights.get(name).data().asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
