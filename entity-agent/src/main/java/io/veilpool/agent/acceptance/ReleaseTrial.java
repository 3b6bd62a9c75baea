package io.veilpool.agent.acceptance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.veilpool.agent.attack.AttackDecoder;
import io.veilpool.agent.attack.DecoderTraining;
import io.veilpool.agent.attack.Guesses;
import io.veilpool.agent.attack.TrainingSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.metric.ImageScores;
import io.veilpool.model.metric.L1Distance;
import io.veilpool.model.metric.Ssim;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Tries a release on own images: how well its reconstructor does where nothing is hidden, how well one does that the agent itself trains
 * beside in seconds, how much of an image the featurizer passes on, beside random weights, and whether the decider knows anything. The
 * paper's score is the published reconstructor's, so a weak one makes every DPM look safe.
 */
public final class ReleaseTrial {
    private static final int ROWS_AT_ONCE = 100;

    private final TrialBudget budget;
    private final LabelledImages training;
    private final LabelledImages scored;
    private final SplittableRandom seeds;
    private final Progress progress;

    private ReleaseTrial(
            TrialBudget budget, LabelledImages training, LabelledImages scored, long seed, Progress progress) {
        this.budget = budget;
        this.training = training;
        this.scored = scored;
        this.seeds = new SplittableRandom(seed);
        this.progress = progress;
    }

    /**
     * @param featurizer of the charter's backbone, for the comparison with random weights
     * @param training   own images, row i of the features of image i; the first so many of the budget are trained on
     * @param heldBack   own images that are in no training; the first so many of the budget are scored
     * @param seed       decides the own reconstructors, the random weights and the intervals
     * @throws io.veilpool.model.training.TrainingDivergedException if the features are such that no reconstructor can be trained on them
     */
    public static ReleaseFigures run(
            TrialBudget budget,
            PublishedNetworks networks,
            Architecture featurizer,
            LabelledImages training,
            OriginalFeatures trainingFeatures,
            LabelledImages heldBack,
            OriginalFeatures heldBackFeatures,
            long seed,
            Progress progress) {
        ReleaseTrial trial = new ReleaseTrial(
                budget, training.first(budget.trainingImages()), heldBack.first(budget.images()), seed, progress);
        return trial.figures(networks, featurizer, trainingFeatures, heldBackFeatures);
    }

    private ReleaseFigures figures(
            PublishedNetworks networks,
            Architecture featurizer,
            OriginalFeatures trainingFeatures,
            OriginalFeatures features) {
        ImageScores published;
        try (Network reconstructor = networks.reconstructor().folded()) {
            published = scores(features, rows -> reconstructor.forward(rows, false));
        }
        ImageScores own = ofAnOwnReconstructor(
                OriginalFeatures.of(trainingFeatures.values().slice(0, training.size())), features);
        ImageScores untrained;
        try (Network random = Network.random(featurizer, seeds.nextLong());
                Network folded = random.folded()) {
            untrained = ofAnOwnReconstructor(features(folded, training), features(folded, scored));
        }
        boolean[] right = right(networks, features);
        int classes = networks.decider().architecture().output().values();
        ImageScores guess = Guesses.best(Guesses.of(classes, training, training.size()), scored, scored.size())
                .asIs();
        Intervals over = new Intervals(scored.size(), budget.resamples(), seeds.nextLong());
        return new ReleaseFigures(
                scored.size(),
                over.mean(i -> right[i] ? 100 : 0),
                100.0 / classes,
                guess.meanSsim(),
                over.mean(published::ssim),
                over.mean(published::l1),
                over.mean(own::ssim),
                over.mean(own::l1),
                over.mean(untrained::ssim),
                training.size(),
                budget.training().steps());
    }

    private ImageScores ofAnOwnReconstructor(OriginalFeatures trainingFeatures, OriginalFeatures features) {
        TrainingSet set = TrainingSet.of(trainingFeatures, training);
        try (AttackDecoder decoder = AttackDecoder.fit(budget.size(), set, seeds.nextLong())) {
            DecoderTraining.run("own reconstructor", decoder, set, budget.training(), seeds.nextLong(), progress);
            return scores(features, rows -> decoder.paint(rows, false));
        }
    }

    /** Of what a reconstructor paints of the scored images. */
    private ImageScores scores(OriginalFeatures features, UnaryOperator<NDArray> reconstructor) {
        double[] ssim = new double[scored.size()];
        double[] l1 = new double[scored.size()];
        for (int[] batch : batches(scored)) {
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray originals = scored.batch(scope, batch);
                NDArray painted =
                        reconstructor.apply(features.batch(scope, batch)).clip(0, 1);
                float[] alike = Ssim.perImage(originals, painted).toFloatArray();
                float[] apart = L1Distance.perImage(originals, painted).toFloatArray();
                for (int i = 0; i < batch.length; i++) {
                    ssim[batch[i]] = alike[i];
                    l1[batch[i]] = apart[i];
                }
            }
        }
        return ImageScores.of(ssim, l1);
    }

    private static OriginalFeatures features(Network featurizer, LabelledImages images) {
        FeatureRows.Builder rows =
                new FeatureRows.Builder(featurizer.architecture().output(), ElementType.F32, images.size());
        for (int[] batch : batches(images)) {
            try (NDManager scope = NDManager.newBaseManager()) {
                rows.append(
                        featurizer.forward(images.batch(scope, batch), false),
                        IntStream.of(batch).map(images::label).toArray());
            }
        }
        return OriginalFeatures.of(rows.build());
    }

    private boolean[] right(PublishedNetworks networks, OriginalFeatures features) {
        boolean[] right = new boolean[scored.size()];
        try (Network decider = networks.decider().folded()) {
            for (int[] batch : batches(scored)) {
                try (NDManager scope = NDManager.newBaseManager()) {
                    long[] said = decider.forward(features.batch(scope, batch), false)
                            .argMax(1)
                            .toType(DataType.INT64, false)
                            .toLongArray();
                    for (int i = 0; i < batch.length; i++) {
                        right[batch[i]] = said[i] == scored.label(batch[i]);
                    }
                }
            }
        }
        return right;
    }

    private static List<int[]> batches(LabelledImages images) {
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < images.size(); from += ROWS_AT_ONCE) {
            batches.add(IntStream.range(from, Math.min(images.size(), from + ROWS_AT_ONCE))
                    .toArray());
        }
        return batches;
    }
}
