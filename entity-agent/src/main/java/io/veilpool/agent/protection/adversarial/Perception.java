package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.Scalars;
import io.veilpool.model.training.NetworkStages;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.List;

/**
 * g of Xiao et al.: the activations of a fixed network after each of its blocks. The paper takes VGG trained on ImageNet; here a small
 * backbone is trained apart from the protected one, on the same images and labels and from another seed, so that no stranger's
 * weights are needed.
 */
final class Perception implements AutoCloseable {
    private static final String BACKBONE = "small-resnet-16";

    private final NetworkStages stages;

    private Perception(NetworkStages stages) {
        this.stages = stages;
    }

    /** @throws io.veilpool.model.training.TrainingDivergedException if its own training diverges */
    static Perception train(int steps, LabelledImages images, int classes, long seed, Progress progress)
            throws IOException {
        PreTrainingConfig quick = PreTrainingConfig.QUICK;
        PreTrainingConfig config = new PreTrainingConfig(
                steps,
                quick.batch(),
                quick.peakRate(),
                quick.weightDecay(),
                quick.reconstructorSteps(),
                quick.reconstructorBatch(),
                quick.reconstructorRate());
        try (Network network = ClassifierTraining.train(
                config, Backbones.named(BACKBONE, images.spec(), classes), images, seed, progress)) {
            return new Perception(NetworkStages.of(network));
        }
    }

    /**
     * Mean over blocks of the squared distances of activations.
     *
     * @param a (N, C, H, W)
     * @param b same shape
     * @return (N)
     */
    NDArray distance(NDArray a, NDArray b) {
        List<NDArray> ofA = activations(a);
        List<NDArray> ofB = activations(b);
        NDArray sum = Distances.squared(ofA.getFirst(), ofB.getFirst());
        for (int i = 1; i < ofA.size(); i++) {
            sum = sum.add(Distances.squared(ofA.get(i), ofB.get(i)));
        }
        return Scalars.over(sum, ofA.size());
    }

    /** Without the logits, which say nothing about a picture but its class. */
    private List<NDArray> activations(NDArray x) {
        List<NDArray> all = stages.activations(x);
        return all.subList(0, all.size() - 1);
    }

    @Override
    public void close() {
        stages.close();
    }
}
