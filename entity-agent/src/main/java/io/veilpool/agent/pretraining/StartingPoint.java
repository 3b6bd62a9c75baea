package io.veilpool.agent.pretraining;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weights to begin with. Two things make few epochs go further: the first layer's filters begin as whitened directions of
 * the images' own patches, each with its negative (Jordan 2024, "94% on CIFAR-10 in 3.29 seconds"), and every residual block
 * begins as its shortcut (Goyal et al. 2017). Everything else is drawn from the seed.
 */
final class StartingPoint {
    private StartingPoint() {}

    static Network of(Architecture backbone, LabelledImages images, long seed) {
        try (Network random = Network.random(backbone, seed)) {
            Map<String, HostTensor> tensors = new TreeMap<>(random.weights().tensors());
            NamedLayer first = backbone.layers().getFirst();
            if (first.layer() instanceof Layer.Convolution stem) {
                tensors.computeIfPresent(
                        first.name() + ".weight", (name, start) -> whitened(stem, start, images, seed));
            }
            for (NamedLayer layer : backbone.layers()) {
                if (layer.layer() instanceof Layer.Residual residual) {
                    silence(layer.name(), residual.main(), tensors);
                }
            }
            return Network.of(backbone, Weights.of(tensors));
        }
    }

    /** The last BatchNorm of the branch begins with scale 0, so that the block begins as its shortcut. */
    private static void silence(String block, List<NamedLayer> main, Map<String, HostTensor> tensors) {
        if (main.getLast().layer() instanceof Layer.BatchNorm norm) {
            tensors.put(
                    block + "." + main.getLast().name() + ".weight",
                    HostTensor.of(new float[norm.channels()], norm.channels()));
        }
    }

    private static HostTensor whitened(Layer.Convolution stem, HostTensor start, LabelledImages images, long seed) {
        PatchStatistics patches = PatchStatistics.of(images, stem.kernel(), seed);
        float[] filters = new float[Math.toIntExact(start.values())];
        start.data().asFloatBuffer().get(filters);
        int size = filters.length / stem.out();
        int directions = Math.min(stem.out() / 2, size);
        for (int i = 0; i < directions; i++) {
            double[] direction = patches.whitened(i);
            for (int k = 0; k < size; k++) {
                filters[i * size + k] = (float) direction[k];
                filters[(directions + i) * size + k] = (float) -direction[k];
            }
        }
        return HostTensor.of(filters, stem.out(), stem.in(), stem.kernel(), stem.kernel());
    }
}
