package io.veilpool.agent.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pre-training as a whole: classifier, split, reconstructor, weights file of the release. */
public final class PreTraining {
    /** File name of the weights in the given folder. */
    public static final String WEIGHTS = "release.safetensors";

    static final int INFERENCE_BATCH = 250;
    private static final int INFERENCE_PIXELS = 1 << 20;

    private PreTraining() {}

    /** For classification alone, as Deep Poisoning does. */
    public static PreTrainingResult run(
            PreTrainingConfig config,
            Charter charter,
            LabelledImages training,
            LabelledImages validation,
            long seed,
            Path folder,
            Progress progress)
            throws IOException {
        return run(NetworkTrainer.CLASSIFICATION, config, charter, training, validation, seed, folder, progress);
    }

    /**
     * @param trainer    of the charter's method
     * @param training   images to train on; classes of the charter may be missing
     * @param validation images for the figures
     * @param folder     where the weights file goes, atomically
     * @throws IOException                                          if it cannot be written, or a state_dict not be used
     * @throws io.veilpool.model.training.TrainingDivergedException if a loss is no longer a number
     */
    public static PreTrainingResult run(
            NetworkTrainer trainer,
            PreTrainingConfig config,
            Charter charter,
            LabelledImages training,
            LabelledImages validation,
            long seed,
            Path folder,
            Progress progress)
            throws IOException {
        Architecture backbone = Backbones.named(
                charter.backbone(), charter.image(), charter.classes().size());
        HookPoint hook = HookPoint.parse(charter.hookPoint());
        try (NetworkTrainer.Trained trained = trainer.train(config, backbone, hook, training, seed, progress)) {
            Backbones.Split split = Backbones.split(trained.whole().architecture(), hook);
            return publish(config, charter, split, trained, training, validation, seed, folder, progress);
        }
    }

    /** Multiplications of one forward pass of one image in the classifier's training, mean over its steps: some of them see crops. */
    public static double multiplyAdds(PreTrainingConfig config, String backbone, ImageSpec image, int classes) {
        return ClassifierTraining.multiplyAdds(config.steps(), backbone, image, classes);
    }

    private static PreTrainingResult publish(
            PreTrainingConfig config,
            Charter charter,
            Backbones.Split split,
            NetworkTrainer.Trained trained,
            LabelledImages training,
            LabelledImages validation,
            long seed,
            Path folder,
            Progress progress)
            throws IOException {
        Network unprotected = trained.unprotected();
        try (Network featurizer = trained.whole().part(split.featurizer());
                Network decider = trained.whole().part(split.decider());
                Network reference = unprotected == null ? null : unprotected.part(split.featurizer());
                Network frozen = featurizer.folded()) {
            OriginalFeatures features = features(frozen, training);
            OriginalFeatures held = features(frozen, validation);
            double[] accuracy = ClassifierTraining.topK(decider, held, 1, 5);
            Architecture inverse =
                    ReconstructorSpec.PUBLISHED.architecture(split.featurizer().output(), charter.image());
            try (Network reconstructor =
                    ReconstructorTraining.train(config, inverse, features, training, seed, progress)) {
                ReconstructorTraining.Quality quality = ReconstructorTraining.quality(reconstructor, held, validation);
                PublishedNetworks.Written written =
                        PublishedNetworks.write(folder.resolve(WEIGHTS), featurizer, decider, reconstructor, reference);
                return new PreTrainingResult(
                        written.file(),
                        written.digest(),
                        written.bytes(),
                        written.networks(),
                        split.featurizer().output(),
                        calibration(
                                features,
                                // Where the featurizer protects, its features are what is shared: nothing is left to
                                // tell apart.
                                reference != null
                                        ? null
                                        : GateFitting.fitIfEnough(
                                                frozen,
                                                decider,
                                                reconstructor,
                                                features,
                                                charter.profile().imagesPerRow(),
                                                seed)),
                        accuracy[0],
                        accuracy[1],
                        quality.l1(),
                        quality.ssim());
            }
        }
    }

    private static OriginalFeatures features(Network featurizer, LabelledImages images) {
        FeatureRows.Builder rows =
                new FeatureRows.Builder(featurizer.architecture().output(), ElementType.F16, images.size());
        // Large images in small batches: the first layer of ResNet-50 leaves 3 MiB of each 224 x 224 picture.
        int batch = Math.clamp(
                INFERENCE_PIXELS / (images.spec().height() * images.spec().width()), 4, INFERENCE_BATCH);
        for (int from = 0; from < images.size(); from += batch) {
            int[] index =
                    IntStream.range(from, Math.min(images.size(), from + batch)).toArray();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray z = featurizer.forward(images.batch(manager, index), false);
                rows.append(z, IntStream.of(index).map(images::label).toArray());
            }
        }
        return OriginalFeatures.of(rows.build());
    }

    /** Statistics over every row; the worker judges contributions by them, with wide bounds. */
    static RowCalibration calibration(OriginalFeatures features, @Nullable GateCalibration gate) {
        double sum = 0;
        double squares = 0;
        double maxAbs = 0;
        float[] row = new float[features.shape().values()];
        for (int i = 0; i < features.rows(); i++) {
            features.copyRow(i, row);
            double norm = 0;
            for (float value : row) {
                norm += (double) value * value;
                maxAbs = Math.max(maxAbs, Math.abs(value));
            }
            sum += Math.sqrt(norm);
            squares += norm;
        }
        double mean = sum / features.rows();
        return new RowCalibration(mean, Math.sqrt(Math.max(0, squares / features.rows() - mean * mean)), maxAbs, gate);
    }
}
