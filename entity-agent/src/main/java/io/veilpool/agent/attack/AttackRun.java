package io.veilpool.agent.attack;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A scene as one attack sees it. In the positive control nobody poisons: all rows are the original ones, and so is whatever the victim's
 * poisoner or a surrogate gives out.
 */
record AttackRun(
        AttackScene scene, AttackBudget budget, Baseline baseline, long seed, Progress progress, boolean control) {

    AttackRun onOriginals() {
        return new AttackRun(scene, budget, baseline, seed, progress, true);
    }

    PublishedNetworks networks() {
        return scene.networks();
    }

    VictimRows scoredSet() {
        return scene.scored();
    }

    int scoredImages() {
        return scene.scoredImages(budget);
    }

    /** What is attacked: rows of the scored images. */
    LabelledFeatures rows() {
        return control ? scene.unprotectedScored() : scene.scored().rows();
    }

    private LabelledFeatures rows(VictimRows of) {
        return control ? of.originals() : of.rows();
    }

    LabelledImages publicImages() {
        return scene.publicImages(budget);
    }

    OriginalFeatures publicFeatures() {
        return control ? scene.unprotectedPublicFeatures(budget) : scene.publicFeatures(budget);
    }

    /** Known pairs, as many as there are. */
    record Pairs(LabelledImages images, LabelledFeatures rows, OriginalFeatures originals) {}

    @Nullable
    Pairs pairs() {
        VictimRows known = scene.pairs();
        return known == null ? null : new Pairs(known.images(), rows(known), known.originals());
    }

    /** @throws IllegalArgumentException if the scene has none */
    RowDraw victim() {
        return draw(requireVictim());
    }

    private Poisoner requireVictim() {
        Poisoner victim = scene.victim();
        if (victim == null) {
            throw new IllegalArgumentException("this attack needs the victim's poisoner; the scene has none");
        }
        return victim;
    }

    /** The victim's poisoner with what is known of the other images of each row. */
    RowDraw victimWithPartners() {
        return control ? RowDraw.NOTHING_DONE : RowDraw.withPartners(requireVictim());
    }

    /** What an attacker sees of the scored images who knows the other images of each row. */
    LabelledFeatures rowsWithPartners() {
        OriginalFeatures partners = scene.scored().partners();
        if (partners == null) {
            throw new IllegalArgumentException("rows of one image have no other images that somebody could know");
        }
        return control ? rows() : RowDraw.joined(rows(), partners);
    }

    /** Of the victim's rows; 1 unless its poisoner mixes. */
    int imagesPerRow() {
        Poisoner victim = scene.victim();
        return victim == null ? 1 : victim.imagesPerRow();
    }

    List<RowDraw> surrogates() {
        return scene.surrogates().stream().map(this::draw).toList();
    }

    private RowDraw draw(Poisoner poisoner) {
        return control ? RowDraw.NOTHING_DONE : RowDraw.of(poisoner);
    }

    /** A decoder trained on public images under these poisoners, mixed; if none of them does anything, the one that the scene keeps. */
    Painter decoder(String phase, List<RowDraw> draws, int steps, Candidate.Watch watch) {
        if (draws.stream().allMatch(draw -> draw == RowDraw.NOTHING_DONE)) {
            return Painter.borrowing(baseline.decoder());
        }
        return Painter.of(trained(phase, draws, steps, watch));
    }

    private AttackDecoder trained(String phase, List<RowDraw> draws, int steps, Candidate.Watch watch) {
        return trained(phase, draws, steps, watch, (set, weights) -> AttackDecoder.fit(budget.size(), set, weights));
    }

    /** A decoder before its training, at the best closed form for the set. */
    @FunctionalInterface
    interface Start<D extends FeatureDecoder> {
        D of(TrainingSet set, long weights);
    }

    /** A decoder of any kind trained on public images under these poisoners, mixed. The caller closes it. */
    <D extends FeatureDecoder> D trained(
            String phase, List<RowDraw> draws, int steps, Candidate.Watch watch, Start<D> start) {
        SplittableRandom seeds = new SplittableRandom(seed);
        long weights = seeds.nextLong();
        long order = seeds.nextLong();
        TrainingSet set = new DrawnRows(draws, publicFeatures(), publicImages(), seeds.nextLong());
        D decoder = start.of(set, weights);
        train(phase, decoder, set, steps, order, watch);
        return decoder;
    }

    /** The decoder of all surrogates, trained for others to train it further too. */
    Painter surrogateDecoder(Candidate.Watch watch) {
        if (control) {
            return Painter.borrowing(baseline.decoder());
        }
        AttackDecoder decoder = trained("surrogates", surrogates(), budget.steps(), watch);
        return Painter.borrowing(scene.keepSurrogateDecoder(budget, seed, decoder));
    }

    /** The same, trained only if no attack did so before; owned by the scene. */
    AttackDecoder keptSurrogateDecoder() {
        if (control) {
            return baseline.decoder();
        }
        AttackDecoder kept = scene.keptSurrogateDecoder(budget, seed);
        if (kept != null) {
            return kept;
        }
        AttackDecoder decoder = trained("surrogates", surrogates(), budget.steps(), (part, painter) -> {});
        return scene.keepSurrogateDecoder(budget, seed, decoder);
    }

    void train(String phase, FeatureDecoder decoder, TrainingSet set, int steps, long order, Candidate.Watch watch) {
        Painter painter = Painter.borrowing(decoder);
        DecoderTraining.run(
                phase, decoder, set, budget.training(steps), order, progress, part -> watch.reached(part, painter));
    }
}
