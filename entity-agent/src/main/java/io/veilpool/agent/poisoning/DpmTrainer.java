package io.veilpool.agent.poisoning;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.NetworkStages;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains an entity's DPM from a random start: Deep Poisoning, section 3.3. Random starts collapse now and then, or stick near the
 * identity (first seen in three of six and in one of six trainings), so each is watched on validation images and given up for another
 * seed when it does. Featurizer, decider and reconstructor stay as they are, running statistics included.
 */
public final class DpmTrainer {
    private static final int MOST_CHECKED = 2_000;
    /** Scale of a residual branch at an identity start; exactly 0 gave gradients that are not numbers. */
    private static final float FAINT = 0.1f;

    private DpmTrainer() {}

    /**
     * @param training       z of {@code trainingImages}, row by row
     * @param validation     z of {@code validationImages}, which the DPM is not trained on
     * @param seed           with the number of threads it decides the result
     * @return a DPM within the configuration's own limits; the charter's are for the gate
     * @throws DpmTrainingFailedException if no start gave one
     */
    public static DpmTraining train(
            DpmConfig config,
            PublishedNetworks networks,
            OriginalFeatures training,
            LabelledImages trainingImages,
            OriginalFeatures validation,
            LabelledImages validationImages,
            long seed,
            Progress progress)
            throws DpmTrainingFailedException {
        return train(
                config,
                networks,
                training,
                trainingImages,
                validation,
                validationImages,
                Perturbation.NONE,
                RowMemory.RESIDENT,
                seed,
                progress);
    }

    /**
     * The same for a DPM that gets perturbed features; whoever applies it perturbs them first.
     *
     * @param perturbation applied anew in every step and to the validation rows
     * @param memory       for mixed rows; as private as original features
     */
    public static DpmTraining train(
            DpmConfig config,
            PublishedNetworks networks,
            OriginalFeatures training,
            LabelledImages trainingImages,
            OriginalFeatures validation,
            LabelledImages validationImages,
            Perturbation perturbation,
            RowMemory memory,
            long seed,
            Progress progress)
            throws DpmTrainingFailedException {
        if (training.rows() != trainingImages.size() || training.rows() < 2) {
            throw new IllegalArgumentException("needs one row per image and at least 2, got " + training.rows()
                    + " rows and " + trainingImages.size() + " images");
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        int k = config.imagesPerRow();
        MixedFeatures mixed = Mixing.rounds(training, k, k, seed, memory);
        LabelledImages mixedImages = k == 1 ? trainingImages : mixed.images(trainingImages, 0);
        ValidationRows watched =
                new ValidationRows(validation, Mixing.perImage(validation, k, seed), validationImages, perturbation);
        DpmSpec spec = new DpmSpec(config.block(), config.depth(), config.width());
        FeatureShape shape = training.shape();
        List<String> incidents = new ArrayList<>();
        try (Network decider = networks.decider().folded();
                Network reconstructor = networks.reconstructor().folded();
                Network featurizer = networks.featurizer().folded();
                NetworkStages stages = NetworkStages.of(decider)) {
            DpmLoss loss = new DpmLoss(config, stages, reconstructor);
            for (int attempt = 0; attempt <= config.maxRestarts(); attempt++) {
                long start = seeds.nextLong();
                DpmBatches batches = new DpmBatches(config, mixed.rows(), mixedImages, featurizer, perturbation, start);
                try (Network dpm = start(config, spec.architecture(shape), start)) {
                    DpmRun run = new DpmRun(config, dpm, decider, reconstructor, loss, batches, watched, progress);
                    String incident = run.go();
                    if (incident == null) {
                        DpmCheck last =
                                watched.check(rows -> dpm.forward(rows, false), decider, reconstructor, MOST_CHECKED);
                        incident = judge(config, last);
                    }
                    if (incident == null) {
                        return new DpmTraining(
                                PrivateDpm.of(PoisoningNetwork.of(spec, shape, dpm), k, shape), attempt, incidents);
                    }
                    incidents.add("start " + (attempt + 1) + ": " + incident);
                }
            }
        }
        throw new DpmTrainingFailedException(
                "no DPM came out of " + incidents.size()
                        + " starts; give it more steps or images, or relax its limits: " + String.join("; ", incidents),
                incidents);
    }

    /** At random, or with residual branches so faint that the whole is close to the identity. */
    private static Network start(DpmConfig config, Architecture architecture, long seed) {
        if (!config.identityStart()) {
            return Network.random(architecture, seed);
        }
        Map<String, HostTensor> tensors = new HashMap<>();
        try (Network random = Network.random(architecture, seed)) {
            tensors.putAll(random.weights().tensors());
        }
        String last = config.block().equals("BOTTLENECK") ? "bn3.weight" : "bn2.weight";
        tensors.replaceAll((name, tensor) -> name.endsWith(last) ? faint(tensor) : tensor);
        return Network.of(architecture, Weights.of(tensors));
    }

    private static HostTensor faint(HostTensor like) {
        float[] values = new float[Math.toIntExact(like.values())];
        Arrays.fill(values, FAINT);
        return HostTensor.of(values, values.length);
    }

    /** @return what is wrong with a trained DPM: value, limit; null if nothing is */
    static @org.jspecify.annotations.Nullable String judge(DpmConfig config, DpmCheck check) {
        if (!(check.relativeChange() >= config.minRelativeChange())) {
            return text(
                    "stuck near the identity: features changed by %.3f of their norm, at least %.3f are wanted",
                    check.relativeChange(), config.minRelativeChange());
        }
        if (!(Math.abs(check.ssim()) <= config.maxSsim())) {
            return text(
                    "the published reconstructor still sees mean SSIM %.3f over %,d validation images, limit %.3f",
                    check.ssim(), check.rows(), config.maxSsim());
        }
        if (!(check.lost() <= config.maxTop1Lost() + check.chance())) {
            return text(
                    "collapsed: top-1 fell from %.2f to %.2f percent of %,d validation images, limit %.2f points and %.2f for"
                            + " chance",
                    check.top1Original(), check.top1Poisoned(), check.rows(), config.maxTop1Lost(), check.chance());
        }
        return null;
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
