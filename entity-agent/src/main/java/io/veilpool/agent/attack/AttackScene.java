package io.veilpool.agent.attack;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who is attacked, and what attackers may have; each attack takes from it only what it says it knows. Keeps the attacker on original
 * features, which all attacks of one budget and seed are measured by, until it is closed; closes nothing that it was given. For one
 * thread.
 */
public final class AttackScene implements AutoCloseable {
    private final PublishedNetworks networks;
    private final LabelledImages publicImages;
    private final OriginalFeatures publicFeatures;
    private final VictimRows scored;
    private final @Nullable VictimRows pairs;
    private final @Nullable Poisoner victim;
    private final List<Poisoner> surrogates;
    private final @Nullable ImageReadings anchor;
    private final @Nullable Unprotected unprotected;
    private final PictureWatch watch;
    private final Map<Key, Baseline> baselines = new HashMap<>();
    private final Map<Key, AttackDecoder> surrogateDecoders = new HashMap<>();

    private record Unprotected(OriginalFeatures ofPublic, OriginalFeatures ofScored) {}

    private record Key(AttackBudget budget, long seed) {}

    private AttackScene(Builder builder) {
        networks = builder.networks;
        publicImages = builder.publicImages;
        publicFeatures = builder.publicFeatures;
        scored = builder.scored;
        pairs = builder.pairs;
        victim = builder.victim;
        surrogates = List.copyOf(builder.surrogates);
        anchor = builder.anchor;
        unprotected = builder.unprotected;
        watch = builder.watch;
    }

    /**
     * @param publicImages   the attackers' own, none of them the victim's
     * @param publicFeatures their original features, row by row
     * @param scored         what the attackers shall rebuild, at least 4 images; half of them serve to choose among attackers
     */
    public static Builder of(
            PublishedNetworks networks,
            LabelledImages publicImages,
            OriginalFeatures publicFeatures,
            VictimRows scored) {
        return new Builder(networks, publicImages, publicFeatures, scored);
    }

    /** Adds what only some attackers have. */
    public static final class Builder {
        private final PublishedNetworks networks;
        private final LabelledImages publicImages;
        private final OriginalFeatures publicFeatures;
        private final VictimRows scored;
        private @Nullable VictimRows pairs;
        private @Nullable Poisoner victim;
        private List<Poisoner> surrogates = List.of();
        private @Nullable ImageReadings anchor;
        private @Nullable Unprotected unprotected;
        private PictureWatch watch = PictureWatch.NONE;

        private Builder(
                PublishedNetworks networks,
                LabelledImages publicImages,
                OriginalFeatures publicFeatures,
                VictimRows scored) {
            if (publicImages.size() != publicFeatures.rows() || publicImages.size() < 2) {
                throw new IllegalArgumentException("needs one row per public image and at least 2, got "
                        + publicFeatures.rows() + " rows and " + publicImages.size() + " images");
            }
            if (scored.images().size() < 4) {
                throw new IllegalArgumentException("needs at least 4 images to score attacks on, got "
                        + scored.images().size());
            }
            this.networks = networks;
            this.publicImages = publicImages;
            this.publicFeatures = publicFeatures;
            this.scored = scored;
            refuseRepeats("public images", publicImages);
        }

        /** Rows of the victim whose images the attacker knows too; none of them is scored. */
        public Builder pairs(VictimRows known) {
            refuseRepeats("known pairs", known.images());
            pairs = known;
            return this;
        }

        /** The victim's poisoner itself, for the insider. */
        public Builder victim(Poisoner poisoner) {
            victim = poisoner;
            return this;
        }

        /** Poisoners that the attacker trained on public images, the likest to the victim's first; see {@link Surrogates}. */
        public Builder surrogates(List<Poisoner> poisoners) {
            surrogates = List.copyOf(poisoners);
            return this;
        }

        /**
         * What counts as 1 instead of the attacker on original features of this hook point, so that hook points compare: readings of the
         * scored images, in order, by an attacker on the original features of another hook point.
         */
        public Builder anchor(ImageReadings readings) {
            anchor = readings;
            return this;
        }

        /**
         * What controls attack instead of original features, where the featurizer itself protects: features of the reference of the same
         * images, row by row.
         */
        public Builder unprotected(OriginalFeatures ofPublic, OriginalFeatures ofScored) {
            if (ofPublic.rows() != publicImages.size()
                    || ofScored.rows() != scored.images().size()) {
                throw new IllegalArgumentException(
                        "needs one unprotected row per image, got " + ofPublic.rows() + " of "
                                + publicImages.size() + " public and " + ofScored.rows() + " of "
                                + scored.images().size() + " scored images");
            }
            unprotected = new Unprotected(ofPublic, ofScored);
            return this;
        }

        /** Who is shown what attackers paint of the images that the figures are of. */
        public Builder watch(PictureWatch looking) {
            watch = looking;
            return this;
        }

        public AttackScene build() {
            return new AttackScene(this);
        }

        private void refuseRepeats(String what, LabelledImages images) {
            int common = images.size() - images.without(scored.images()).size();
            if (common > 0) {
                throw new IllegalArgumentException(common + " of " + images.size() + " " + what
                        + " are among the images that attacks are scored on; leave them out");
            }
        }
    }

    PublishedNetworks networks() {
        return networks;
    }

    PictureWatch watch() {
        return watch;
    }

    VictimRows scored() {
        return scored;
    }

    @Nullable
    VictimRows pairs() {
        return pairs;
    }

    @Nullable
    Poisoner victim() {
        return victim;
    }

    List<Poisoner> surrogates() {
        return surrogates;
    }

    /** Public images that an attacker of this budget uses. */
    LabelledImages publicImages(AttackBudget budget) {
        return publicImages.first(budget.trainingImages());
    }

    OriginalFeatures publicFeatures(AttackBudget budget) {
        return first(publicFeatures, budget);
    }

    /** The same, unprotected: for controls. */
    OriginalFeatures unprotectedPublicFeatures(AttackBudget budget) {
        return first(unprotected == null ? publicFeatures : unprotected.ofPublic(), budget);
    }

    /** What controls attack. */
    OriginalFeatures unprotectedScored() {
        return unprotected == null ? scored.originals() : unprotected.ofScored();
    }

    /** Whether the featurizer itself protects, so that no attacker has a way from its features to images. */
    boolean protectsInFeaturizer() {
        return unprotected != null;
    }

    private static OriginalFeatures first(OriginalFeatures features, AttackBudget budget) {
        return OriginalFeatures.of(features.values().slice(0, Math.min(budget.trainingImages(), features.rows())));
    }

    /** Scored images that a budget reaches; even. */
    int scoredImages(AttackBudget budget) {
        return Math.min(budget.scoredImages(), scored.images().size()) / 2 * 2;
    }

    /**
     * Pictures of the scored images by the attacker on their original features: the anchor for the same images at other hook points.
     * Trains it if no attack of this budget and seed ran before.
     */
    public ImageReadings cleanReadings(AttackBudget budget, long seed, Progress progress) {
        return baseline(budget, seed, progress).clean();
    }

    Baseline baseline(AttackBudget budget, long seed, Progress progress) {
        Key key = new Key(budget, seed);
        Baseline known = baselines.get(key);
        if (known == null) {
            known = measure(budget, seed, progress);
            baselines.put(key, known);
        }
        return known;
    }

    private Baseline measure(AttackBudget budget, long seed, Progress progress) {
        int count = scoredImages(budget);
        if (anchor != null && anchor.images() < count) {
            throw new IllegalArgumentException(
                    "the anchor has readings of " + anchor.images() + " images, but attacks are scored on " + count);
        }
        int classes = networks.decider().architecture().output().values();
        ImageReadings prior =
                Guesses.best(Guesses.of(classes, publicImages, budget.trainingImages()), scored.images(), count);
        TrainingSet set = TrainingSet.of(unprotectedPublicFeatures(budget), publicImages(budget));
        SplittableRandom seeds = new SplittableRandom(seed);
        AttackDecoder decoder = AttackDecoder.fit(budget.size(), set, seeds.nextLong());
        DecoderTraining.run(
                "attacker on original features",
                decoder,
                set,
                budget.training(),
                seeds.nextLong(),
                progress,
                part -> {});
        ImageReadings clean = Trial.paint(
                        scored.images(), Painter.borrowing(decoder), unprotectedScored(), new Half(0, count))
                .readings();
        return new Baseline(decoder, prior, clean, anchor == null ? clean : anchor.slice(0, count));
    }

    @Nullable
    AttackDecoder keptSurrogateDecoder(AttackBudget budget, long seed) {
        return surrogateDecoders.get(new Key(budget, seed));
    }

    /** Takes the decoder over, instead of one that it may have. */
    AttackDecoder keepSurrogateDecoder(AttackBudget budget, long seed, AttackDecoder decoder) {
        AttackDecoder before = surrogateDecoders.put(new Key(budget, seed), decoder);
        if (before != null) {
            before.close();
        }
        return decoder;
    }

    @Override
    public void close() {
        baselines.values().forEach(baseline -> baseline.decoder().close());
        baselines.clear();
        surrogateDecoders.values().forEach(AttackDecoder::close);
        surrogateDecoders.clear();
    }
}
