package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.attack.ReconstructionResult.CurvePoint;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One attacker, tried on both halves.
 *
 * @param choosingIndex leakage index on the first half
 * @param choosingSsim  mean SSIM of the best reading there, for attackers of equal index
 * @param scored        pictures of the second half
 * @param ranks         see {@link Retrieval#ranks}
 * @param mismatched    the same pictures held against the wrong originals
 * @param pictures      that the attacker painted of each row, of which the nearest to the original counted
 * @param onOriginals   pictures of unprotected features of the second half, if the attacker needs no other training for them
 * @param curve         leakage index on the first half on the way
 */
record Trial(
        Candidate candidate,
        Half scoredHalf,
        double choosingIndex,
        double choosingSsim,
        AttackTally scored,
        int[] ranks,
        ImageReadings mismatched,
        int pictures,
        @Nullable ImageReadings onOriginals,
        List<CurvePoint> curve) {
    /** An attack that can afford few images only spends one part of so many on choosing. */
    private static final int CHOSEN_BY = 4;

    static Trial of(Candidate candidate, AttackRun run, int mostImages) {
        Half choosing = Half.choosing(run.scoredImages(), Math.max(2, mostImages / CHOSEN_BY));
        Half scored = Half.scored(run.scoredImages(), mostImages);
        LabelledImages images = run.scoredSet().images();
        List<CurvePoint> curve = new ArrayList<>();
        Candidate.Watch watch = (part, painter) -> curve.add(new CurvePoint(
                part,
                index(
                        run,
                        choosing,
                        paint(images, painter, candidate.target(), choosing).readings())));
        try (Painter painter = candidate.maker().make(watch);
                Retrieval retrieval = new Retrieval()) {
            ImageReadings chosenBy =
                    paint(images, painter, candidate.target(), choosing).readings();
            AttackTally right = new AttackTally();
            AttackTally wrong = new AttackTally();
            for (int[] batch : scored.batches()) {
                try (NDManager scope = NDManager.newBaseManager()) {
                    NDArray originals = images.batch(scope, batch);
                    NDArray pictures = pictures(images, painter, candidate.target(), originals, batch);
                    right.add(originals, pictures);
                    if (!run.control()) {
                        run.scene().watch().seen(candidate.variant() + ", " + candidate.attacker(), batch, pictures);
                    }
                    retrieval.add(originals, pictures);
                    NDArray others = images.batch(scope, scored.others(batch));
                    wrong.add(
                            others,
                            painter.pictures() == 1
                                    ? pictures
                                    : pictures(images, painter, candidate.target(), others, batch));
                }
            }
            return new Trial(
                    candidate,
                    scored,
                    index(run, choosing, chosenBy),
                    chosenBy.best().meanSsim(),
                    right,
                    retrieval.ranks(),
                    wrong.readings(),
                    painter.pictures(),
                    candidate.onOriginals()
                            ? paint(images, painter, run.onOriginals().rows(), scored)
                                    .readings()
                            : null,
                    curve);
        }
    }

    static AttackTally paint(LabelledImages images, Painter painter, LabelledFeatures rows, Half half) {
        AttackTally tally = new AttackTally();
        for (int[] batch : half.batches()) {
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray originals = images.batch(scope, batch);
                tally.add(originals, pictures(images, painter, rows, originals, batch));
            }
        }
        return tally;
    }

    private static NDArray pictures(
            LabelledImages images, Painter painter, LabelledFeatures rows, NDArray originals, int[] batch) {
        int[] labels = IntStream.of(batch).map(images::label).toArray();
        NDArray some = rows.batch(originals.getManager(), batch);
        return painter.nearest(originals, some, labels).clip(0, 1);
    }

    /**
     * The best guess without features. Whoever paints several pictures may choose among as many without features too: among those of
     * another row.
     */
    ImageReadings prior(Baseline baseline) {
        ImageReadings guess = scoredHalf.of(baseline.prior());
        return pictures == 1 ? guess : ImageReadings.bestGuess(List.of(guess, mismatched));
    }

    private static double index(AttackRun run, Half half, ImageReadings readings) {
        return LeakageIndex.of(
                        half.of(run.baseline().prior()),
                        half.of(run.baseline().anchor()),
                        readings,
                        new LeakageIndex.Bootstrap(1, 0.95, 0))
                .value();
    }
}
