package io.veilpool.agent.evaluation;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.attack.AttackTally;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.LeakageFindings;
import io.veilpool.agent.leakage.LeakageProbe;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.refinement.Choice;
import io.veilpool.agent.refinement.PairedGain;
import io.veilpool.agent.refinement.Refinement;
import io.veilpool.agent.refinement.RefinementOutcome;
import io.veilpool.model.metric.ImageScores;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Final figures of one entity on test images. Nothing is trained or chosen here. */
public final class Evaluation {
    private static final int ROWS_AT_ONCE = 125;

    private Evaluation() {}

    /**
     * @throws IOException if a saved decider is damaged or a picture cannot be written
     * @throws IllegalArgumentException if there are no test images
     */
    public static EvaluationResult onTest(EvaluationInputs inputs, Progress progress) throws IOException {
        if (inputs.test().size() == 0) {
            throw new IllegalArgumentException("an evaluation needs at least one test image");
        }
        OriginalFeatures features = FeatureCache.compute(inputs.networks(), inputs.test(), progress);
        try (Network decider = inputs.networks().decider().folded();
                Network reconstructor = inputs.networks().reconstructor().folded()) {
            if (inputs.pictures() != null) {
                Pictures.write(inputs, features, reconstructor, inputs.pictures());
            }
            boolean[] published = DeciderTrainer.right(decider, features, 1);
            EvaluationResult.Poisoning poisoning = poisoning(inputs, features, progress);
            return new EvaluationResult(
                    inputs.entity(),
                    inputs.test().size(),
                    inputs.preTrained() ? preTraining(decider, features, published, poisoning) : null,
                    reconstruction(inputs, features, reconstructor, poisoning),
                    poisoning,
                    inputs.refinement() == null ? null : refinement(inputs.refinement(), features, published),
                    poolOnlyTop1(inputs.poolOnly(), features),
                    attributes(inputs, decider, features));
        }
    }

    private static List<AttributeScores> attributes(
            EvaluationInputs inputs, Network published, OriginalFeatures features) throws IOException {
        AttributeTask task = inputs.attributes();
        if (task == null) {
            return List.of();
        }
        int[] labels = IntStream.range(0, features.rows()).map(features::label).toArray();
        RefinementOutcome outcome = inputs.refinement();
        if (outcome == null || outcome.chosen() == Choice.PUBLISHED_DECIDER) {
            return AttributeScores.of(task, DeciderTrainer.probabilities(published, features), labels);
        }
        try (Network kept = open(outcome, outcome.chosen())) {
            return AttributeScores.of(task, DeciderTrainer.probabilities(kept, features), labels);
        }
    }

    /** A saved decider, folded; the caller closes it. */
    private static Network open(RefinementOutcome outcome, Choice choice) throws IOException {
        RefinementOutcome.SavedDecider saved = outcome.deciders().get(choice);
        if (saved == null) {
            throw new IllegalArgumentException("the refinement saved no decider " + choice);
        }
        try (Network unfolded = Refinement.open(saved)) {
            return unfolded.folded();
        } catch (HostileFileException e) {
            throw new IOException("the saved decider " + choice + " is damaged; refine again to make it anew", e);
        }
    }

    private static @Nullable Double poolOnlyTop1(@Nullable Network poolOnly, OriginalFeatures features) {
        if (poolOnly == null) {
            return null;
        }
        try (Network decider = poolOnly.folded()) {
            return DeciderTrainer.top1(decider, features, 1);
        }
    }

    private static EvaluationResult.Accuracy preTraining(
            Network decider,
            OriginalFeatures features,
            boolean[] published,
            EvaluationResult.@Nullable Poisoning poisoning) {
        double top5 = poisoning == null ? DeciderTrainer.top1(decider, features, 5) : poisoning.top5Original();
        return new EvaluationResult.Accuracy(DeciderTrainer.percent(published), top5);
    }

    private static EvaluationResult.Reconstruction reconstruction(
            EvaluationInputs inputs,
            OriginalFeatures features,
            Network reconstructor,
            EvaluationResult.@Nullable Poisoning poisoning) {
        if (poisoning != null) {
            return new EvaluationResult.Reconstruction(poisoning.l1Original(), poisoning.ssimOriginal());
        }
        int images = Math.min(inputs.probe().images(), inputs.test().size());
        AttackTally tally = new AttackTally();
        for (int from = 0; from < images; from += ROWS_AT_ONCE) {
            int[] batch =
                    IntStream.range(from, Math.min(images, from + ROWS_AT_ONCE)).toArray();
            try (NDManager scope = NDManager.newBaseManager()) {
                tally.add(
                        inputs.test().batch(scope, batch), reconstructor.forward(features.batch(scope, batch), false));
            }
        }
        ImageScores scores = tally.readings().asIs();
        return new EvaluationResult.Reconstruction(scores.meanL1(), scores.meanSsim());
    }

    private static EvaluationResult.@Nullable Poisoning poisoning(
            EvaluationInputs inputs, OriginalFeatures features, Progress progress) {
        PrivateDpm dpm = inputs.dpm();
        Attackers attackers = inputs.attackers();
        if (dpm == null || attackers == null || inputs.attackerImages() == null) {
            return null;
        }
        LeakageFindings findings = LeakageProbe.measure(
                inputs.probe(),
                inputs.networks(),
                dpm,
                attackers,
                inputs.attackerImages(),
                true,
                inputs.test(),
                features,
                progress);
        AttackScore published = findings.score(AttackScore.PUBLISHED_RECONSTRUCTOR);
        AttackScore insider = findings.score(AttackScore.INSIDER);
        return new EvaluationResult.Poisoning(
                dpm.module(),
                findings.top1Original(),
                findings.top1Poisoned(),
                findings.top5Original(),
                findings.top5Poisoned(),
                findings.reconstructorOnOriginal().l1(),
                published.l1(),
                findings.reconstructorOnOriginal().ssim(),
                published.ssim(),
                published.ssimNegative(),
                findings.relativeChange(),
                insider.index(),
                insider.indexLow(),
                insider.indexHigh(),
                insider.ssim(),
                insider.l1(),
                findings.control().ssim(),
                findings.control().l1(),
                findings.priorSsim(),
                findings.priorL1(),
                insider.steps(),
                insider.trainingImages(),
                findings.insiderTop1Retrieval(),
                findings.scoredImages());
    }

    private static EvaluationResult.Refinement refinement(
            RefinementOutcome outcome, OriginalFeatures features, boolean[] published) throws IOException {
        Map<Choice, boolean[]> right = new EnumMap<>(Choice.class);
        right.put(Choice.PUBLISHED_DECIDER, published);
        for (Choice choice : outcome.deciders().keySet()) {
            if (right.containsKey(choice)) {
                continue;
            }
            try (Network decider = open(outcome, choice)) {
                right.put(choice, DeciderTrainer.right(decider, features, 1));
            }
        }
        PairedGain gain = PairedGain.of(get(right, Choice.WITH_POOL), get(right, outcome.bestWithoutPool()));
        return new EvaluationResult.Refinement(
                outcome.images(),
                DeciderTrainer.percent(get(right, Choice.OWN_DATA_ONLY)),
                DeciderTrainer.percent(get(right, Choice.PUBLISHED_DECIDER)),
                DeciderTrainer.percent(get(right, Choice.PUBLISHED_REFINED)),
                DeciderTrainer.percent(get(right, Choice.WITH_POOL)),
                outcome.chosen(),
                DeciderTrainer.percent(get(right, outcome.chosen())),
                gain.points(),
                gain.low(),
                gain.high());
    }

    private static boolean[] get(Map<Choice, boolean[]> right, Choice choice) {
        boolean[] rows = right.get(choice);
        if (rows == null) {
            throw new IllegalArgumentException("the refinement saved no decider " + choice);
        }
        return rows;
    }
}
