package io.veilpool.agent.attack;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Attack vii, attribute inference: what rows say about something that is not their label (Song and Shmatikov 2020). Probes are trained on
 * public images under the victim's poisoner or under surrogates. Labels travel with the rows, so chance is what the label alone says.
 */
public final class AttributeInference extends RecognitionAttack {
    /** What the attacker poisons its public images with. */
    public enum Knower {
        INSIDER,
        SURROGATES,
        /** Nothing: it was trained on unprotected features and does not know that rows are protected. */
        UNAWARE
    }

    private static final int STEPS_DIVISOR = 2;

    private final Knower knower;
    private final String attribute;
    private final int[] publicValues;
    private final int[] scoredValues;
    private final int values;

    /**
     * @param attribute    its name, for people
     * @param publicValues its value, at least 0, for each of the scene's public images
     * @param scoredValues and for each of the scored ones
     */
    public AttributeInference(Knower knower, String attribute, int[] publicValues, int[] scoredValues) {
        this.knower = knower;
        this.attribute = attribute;
        this.publicValues = publicValues.clone();
        this.scoredValues = scoredValues.clone();
        if (Arrays.stream(publicValues).anyMatch(value -> value < 0)
                || Arrays.stream(scoredValues).anyMatch(value -> value < 0)) {
            throw new IllegalArgumentException("values of attribute '" + attribute + "' must be at least 0");
        }
        this.values = 1
                + Math.max(
                        Arrays.stream(publicValues).max().orElse(0),
                        Arrays.stream(scoredValues).max().orElse(0));
    }

    @Override
    public String name() {
        return LeakagePolicy.ATTRIBUTE_INFERENCE;
    }

    @Override
    public String knowledge() {
        return switch (knower) {
            case INSIDER ->
                "the published networks, public images with attribute '" + attribute + "' and the DPM itself.";
            case SURROGATES ->
                "the published networks, public images with attribute '" + attribute + "' and surrogate DPMs.";
            case UNAWARE ->
                "unprotected features of public images with attribute '" + attribute
                        + "', not that rows are protected.";
        };
    }

    /** The label's most frequent value among public images, or the most frequent one here, whichever is right more often. */
    @Override
    double chance(AttackRun run, Half part) {
        LabelledImages known = run.publicImages();
        LabelledImages asked = run.scoredSet().images();
        int classes = run.networks().decider().architecture().output().values();
        int[][] counts = new int[classes][values];
        for (int i = 0; i < known.size(); i++) {
            counts[known.label(i)][publicValues[i]]++;
        }
        int[] here = new int[values];
        int byLabel = 0;
        for (int i = part.from(); i < part.to(); i++) {
            byLabel += most(counts[asked.label(i)]) == scoredValues[i] ? 1 : 0;
            here[scoredValues[i]]++;
        }
        return Math.max(byLabel, here[most(here)]) / (double) part.images();
    }

    private static int most(int[] counts) {
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return most;
    }

    @Override
    List<Recogniser> recognisers(AttackRun run) {
        return ways(run).stream()
                .map(way -> recogniser(way.name(), way.maker()))
                .toList();
    }

    private List<Way> ways(AttackRun run) {
        if (publicValues.length < run.publicImages().size() || scoredValues.length < run.scoredImages()) {
            throw new IllegalArgumentException("needs attribute '" + attribute + "' of "
                    + run.publicImages().size() + " public and " + run.scoredImages() + " scored images, got "
                    + publicValues.length + " and " + scoredValues.length);
        }
        AttackRun training = knower == Knower.UNAWARE ? run.onOriginals() : run;
        List<RowDraw> draws = switch (knower) {
            case INSIDER -> List.of(run.victim());
            case SURROGATES -> run.surrogates();
            case UNAWARE -> List.of(RowDraw.NOTHING_DONE);
        };
        if (draws.isEmpty()) {
            throw new IllegalArgumentException("this attack needs at least one surrogate; the scene has none");
        }
        TrainingSet set = new DrawnRows(draws, training.publicFeatures(), training.publicImages(), run.seed());
        int[] answers = new int[set.size()];
        // As DrawnRows mixes them: row i is of image i / draws.
        Arrays.setAll(answers, i -> publicValues[i / draws.size()]);
        DecoderTraining.Config config = run.budget().training(run.budget().steps() / STEPS_DIVISOR);
        List<Way> ways = new ArrayList<>();
        if (Probe.takesAllValues(set.shape())) {
            ways.add(new Way(
                    "logistic",
                    () -> Probe.train(
                            Probe.logistic(set.shape(), values), set, answers, config, run.seed(), run.progress())));
        }
        ways.add(new Way(
                "convolutional",
                () -> Probe.train(
                        Probe.convolutional(set.shape(), run.budget().width(), values),
                        set,
                        answers,
                        config,
                        run.seed(),
                        run.progress())));
        ways.add(new Way("neighbours", () -> Probe.neighbours(set, answers, values)));
        if (BoostedTrees.takes(set.shape(), set.size())) {
            ways.add(new Way("boosted trees", () -> BoostedTrees.train(set, answers, values, run.seed())));
        }
        return ways;
    }

    /** One way to answer, trained when its turn comes. */
    private record Way(String name, Supplier<Probe> maker) {}

    /**
     * What each of the ways answers, for figures that a rate of right answers doesn't give.
     *
     * @param attacker name of the way
     * @param scores   (N)(V) of each scored image a score for each value, greater = more likely
     */
    public record Answers(String attacker, float[][] scores) {}

    /**
     * Trains every way and asks it about all scored images of the budget.
     *
     * @throws IllegalArgumentException if the scene lacks what they need
     */
    public List<Answers> answers(AttackScene scene, AttackBudget budget, long seed, Progress progress) {
        AttackRun run = new AttackRun(scene, budget, scene.baseline(budget, seed, progress), seed, progress, false);
        Half all = new Half(0, run.scoredImages());
        List<Answers> answers = new ArrayList<>();
        for (Way way : ways(run)) {
            try (Probe probe = way.maker().get()) {
                float[][] scores = new float[all.images()][];
                int place = 0;
                for (int[] batch : all.batches()) {
                    try (NDManager scope = NDManager.newBaseManager()) {
                        for (float[] one : probe.scores(run.rows().batch(scope, batch))) {
                            scores[place++] = one;
                        }
                    }
                }
                answers.add(new Answers(way.name(), scores));
            }
        }
        return answers;
    }

    private Recogniser recogniser(String name, Supplier<Probe> maker) {
        return new Recogniser(name, () -> {
            Probe probe = maker.get();
            return new Recogniser.Test() {
                @Override
                public boolean[] right(LabelledFeatures rows, Half part) {
                    return AttributeInference.this.right(probe, rows, part);
                }

                @Override
                public void close() {
                    probe.close();
                }
            };
        });
    }

    private boolean[] right(Probe probe, LabelledFeatures rows, Half part) {
        boolean[] right = new boolean[part.images()];
        int place = 0;
        for (int[] batch : part.batches()) {
            try (NDManager scope = NDManager.newBaseManager()) {
                int[] answers = probe.answers(rows.batch(scope, batch));
                for (int i = 0; i < batch.length; i++) {
                    right[place++] = answers[i] == scoredValues[batch[i]];
                }
            }
        }
        return right;
    }
}
