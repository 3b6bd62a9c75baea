package io.veilpool.agent.pretraining;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Layer;
import io.veilpool.model.architecture.NamedLayer;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.StateDict;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weights to begin with: a user's state_dict, or a random start. Of the latter two things make few epochs go further: the first layer's filters begin as whitened directions of
 * the images' own patches, each with its negative (Jordan 2024, "94% on CIFAR-10 in 3.29 seconds"), and every residual block
 * begins as its shortcut (Goyal et al. 2017). Everything else is drawn from the seed.
 */
final class StartingPoint {
    /** torchvision's normalisation of RGB in [0, 1]. */
    private static final float[] IMAGE_NET_MEAN = {0.485f, 0.456f, 0.406f};

    private static final float[] IMAGE_NET_DEVIATION = {0.229f, 0.224f, 0.225f};
    private static final String NORMALISE = "normalise";

    private StartingPoint() {}

    /** @throws IOException if a state_dict is wanted and cannot be used; says why */
    static Network of(PreTrainingConfig config, Architecture backbone, LabelledImages images, long seed)
            throws IOException {
        if (config.stateDict() == null) {
            return random(backbone, images, seed);
        }
        try {
            Network network = StateDict.open(config.stateDict(), backbone);
            return config.imageNetInput() ? normalising(network) : network;
        } catch (HostileFileException e) {
            throw new IOException("preTraining.stateDict " + config.stateDict() + " is refused: " + e.getMessage(), e);
        }
    }

    /** Normalisation is a 1x1 convolution in front, so that the release says by itself what images it takes. */
    private static Network normalising(Network network) throws IOException {
        try (network) {
            Architecture backbone = network.architecture();
            int channels = backbone.input().channels();
            if (channels != IMAGE_NET_MEAN.length) {
                throw new IOException(
                        "preTraining.imageNetInput needs images of 3 channels, the charter has " + channels);
            }
            float[] scale = new float[channels * channels];
            float[] shift = new float[channels];
            for (int c = 0; c < channels; c++) {
                scale[c * channels + c] = 1 / IMAGE_NET_DEVIATION[c];
                shift[c] = -IMAGE_NET_MEAN[c] / IMAGE_NET_DEVIATION[c];
            }
            List<NamedLayer> layers = new ArrayList<>();
            layers.add(new NamedLayer(NORMALISE, new Layer.Convolution(channels, channels, 1, 1, 0, true)));
            layers.addAll(backbone.layers());
            Map<String, HostTensor> tensors = new TreeMap<>(network.weights().tensors());
            tensors.put(NORMALISE + ".weight", HostTensor.of(scale, channels, channels, 1, 1));
            tensors.put(NORMALISE + ".bias", HostTensor.of(shift, channels));
            return Network.of(new Architecture(backbone.name(), backbone.input(), layers), Weights.of(tensors));
        }
    }

    private static Network random(Architecture backbone, LabelledImages images, long seed) {
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
