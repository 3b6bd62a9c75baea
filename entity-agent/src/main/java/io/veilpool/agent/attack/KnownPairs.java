package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Attack iii: the attacker knows some of the victim's images beside their rows, for instance because it handed them in itself. A DPM is
 * local, so one image is as many samples of it as its rows have places. Ridge maps from poisoned to original features in front of the
 * decoder of original features, and decoders trained further on the pairs, compete for every number of pairs.
 */
public final class KnownPairs extends ReconstructionAttack {
    private static final List<Integer> COUNTS = List.of(1, 4, 16, 64, 256, 1024);
    private static final List<Double> STRENGTHS = List.of(1e-4, 1e-2);
    private static final int MOST_INPUTS = 2_500;
    private static final int AT_ONCE = 50;
    private static final int STEPS_DIVISOR = 8;
    /** Fewer pairs cannot train a decoder that starts from nothing. */
    private static final int LEAST_FROM_NOTHING = 64;

    @Override
    public String name() {
        return "known-pairs";
    }

    @Override
    public String knowledge() {
        return "the published networks, public images and some of the victim's images with their rows.";
    }

    /** The least number of pairs tried whose index is above .5. */
    public static OptionalInt pairsToReachHalf(ReconstructionResult result) {
        return result.series().stream()
                .filter(figures -> figures.index().value() > 0.5)
                .mapToInt(AttackFigures::trainingImages)
                .min();
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        AttackRun.Pairs pairs = run.pairs();
        if (pairs == null) {
            throw new IllegalArgumentException("this attack needs known pairs; the scene has none");
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int count : COUNTS) {
            if (count <= pairs.images().size()) {
                candidates.addAll(of(run, pairs, count));
            }
        }
        return candidates;
    }

    private static List<Candidate> of(AttackRun run, AttackRun.Pairs pairs, int count) {
        String variant = "k=" + count;
        List<Candidate> candidates = new ArrayList<>();
        FeatureShape shape = pairs.rows().shape();
        for (int kernel :
                shape.height() > 1 && 9 * shape.channels() <= MOST_INPUTS ? new int[] {1, 3} : new int[] {1}) {
            for (double strength : STRENGTHS) {
                candidates.add(Candidate.of(
                        variant,
                        text("ridge-%dx%d-%.0e", kernel, kernel, strength),
                        run,
                        count,
                        0,
                        watch -> MappedRows.painter(
                                ridge(pairs, count, kernel, strength),
                                run.baseline().decoder())));
            }
        }
        int steps = Math.max(1, run.budget().steps() / STEPS_DIVISOR);
        TrainingSet set = set(pairs, count);
        candidates.add(Candidate.of(variant, "fine-tuned", run, count, steps, watch -> {
            AttackDecoder decoder = run.baseline().decoder().copy();
            return tuned(run, variant, decoder, set, count, steps);
        }));
        candidates.add(Candidate.of(variant, "ridge-fine-tuned", run, count, steps, watch -> {
            Network map = ridge(pairs, count, 1, STRENGTHS.getLast());
            MappedRows decoder = new MappedRows(map, run.baseline().decoder().copy());
            return tuned(run, variant, decoder, set, count, steps);
        }));
        if (!run.surrogates().isEmpty()) {
            candidates.add(Candidate.of(variant, "surrogate-fine-tuned", run, count, steps, watch -> {
                AttackDecoder decoder = run.keptSurrogateDecoder().copy();
                return tuned(run, variant, decoder, set, count, steps);
            }));
        }
        if (count >= LEAST_FROM_NOTHING) {
            candidates.add(Candidate.of(variant, "from-nothing", run, count, steps, watch -> {
                AttackDecoder decoder = AttackDecoder.fit(run.budget().size(), set, run.seed());
                return tuned(run, variant, decoder, set, count, steps);
            }));
        }
        return candidates;
    }

    private static Painter tuned(
            AttackRun run, String variant, FeatureDecoder decoder, TrainingSet set, int count, int steps) {
        int batch = Math.min(run.budget().batch(), Math.max(2, count));
        DecoderTraining.Config config =
                new DecoderTraining.Config(steps, batch, run.budget().learningRate() / 2);
        DecoderTraining.run("known pairs " + variant, decoder, set, config, run.seed(), run.progress());
        return Painter.of(decoder);
    }

    private static TrainingSet set(AttackRun.Pairs pairs, int count) {
        LabelledImages images = pairs.images().first(count);
        return new FixedRows(pairs.rows(), images);
    }

    /** From a neighbourhood of poisoned to the original features in its middle. */
    static Network ridge(AttackRun.Pairs pairs, int count, int kernel, double strength) {
        FeatureShape shape = pairs.rows().shape();
        try (NeighbourhoodRidge ridge = new NeighbourhoodRidge(shape, shape.channels(), kernel)) {
            for (int from = 0; from < count; from += AT_ONCE) {
                int[] batch =
                        IntStream.range(from, Math.min(count, from + AT_ONCE)).toArray();
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray originals = pairs.originals().batch(scope, batch);
                    ridge.add(pairs.rows().batch(scope, batch), NeighbourhoodRidge.places(originals, 1));
                }
            }
            return ridge.solve(strength);
        }
    }
}
