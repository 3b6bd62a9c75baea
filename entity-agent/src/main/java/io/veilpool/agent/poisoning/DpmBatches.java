package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.Augmentation;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.BatchSampler;
import java.util.SplittableRandom;

/** Images with their original features: cached ones, or, for small sets, those of flipped and shifted images. */
final class DpmBatches {
    /**
     * @param features (N, C, H, W) z
     * @param inputs   (N, C, H, W) what the DPM gets: z, perturbed if it is
     * @param images   (N, C, H, W) x
     * @param labels   (N)
     */
    record Batch(NDArray features, NDArray inputs, NDArray images, NDArray labels) {}

    private final DpmConfig config;
    private final OriginalFeatures features;
    private final LabelledImages images;
    private final Network featurizer;
    private final BatchSampler sampler;
    private final SplittableRandom changes;
    private final Augmentation augmentation;
    private final Perturbation perturbation;

    DpmBatches(
            DpmConfig config,
            OriginalFeatures features,
            LabelledImages images,
            Network featurizer,
            Perturbation perturbation,
            long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        this.config = config;
        this.features = features;
        this.images = images;
        this.featurizer = featurizer;
        this.perturbation = perturbation;
        this.sampler = new BatchSampler(features.rows(), seeds.nextLong());
        this.changes = seeds.split();
        Augmentation usual = Augmentation.usual(images.spec().height());
        this.augmentation = new Augmentation(usual.padding(), config.flips());
    }

    Batch next(NDManager manager) {
        int[] rows = sampler.next(config.batch());
        NDArray labels = images.labels(manager, rows);
        // Features of changed images would be mixed anew at k times the cost; mixing multiplies few images by itself.
        if (features.rows() >= config.augmentBelow() || config.imagesPerRow() > 1) {
            return of(features.batch(manager, rows), images.batch(manager, rows), labels);
        }
        NDArray changed = images.batch(manager, rows, augmentation, changes);
        return of(featurizer.forward(changed, false), changed, labels);
    }

    private Batch of(NDArray z, NDArray images, NDArray labels) {
        return new Batch(z, perturbation.of(z, changes), images, labels);
    }
}
