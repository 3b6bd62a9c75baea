package io.veilpool.experiments.methods;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.opponent.SensitiveLabels;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.adversarial.AdversarialConfig;
import io.veilpool.agent.protection.adversarial.AdversarialTraining;
import io.veilpool.agent.protection.hybrid.EmbeddingConfig;
import io.veilpool.agent.protection.hybrid.EmbeddingPerturbation;
import io.veilpool.agent.protection.hybrid.HybridConfig;
import io.veilpool.agent.protection.hybrid.HybridTraining;
import io.veilpool.agent.protection.obfuscator.ObfuscatorConfig;
import io.veilpool.agent.protection.obfuscator.ObfuscatorTraining;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.world.AttributeWorld;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One way to protect rows, or a variation of one.
 *
 * @param name        of its run
 * @param kind        what it is shown as
 * @param hookPoint   where features leave
 * @param settings    part of what decides its figures
 * @param maker       makes it
 * @param correlation of label and sensitive attribute that the world is dealt for; null: as the set has it
 */
record Contestant(
        String name,
        Kind kind,
        String hookPoint,
        Object settings,
        Maker maker,
        @Nullable Double correlation) {
    Contestant(String name, Kind kind, String hookPoint, Object settings, Maker maker) {
        this(name, kind, hookPoint, settings, maker, null);
    }

    /** Where a row of a table or a point of a plot belongs, and what is measured for it. */
    enum Kind {
        METHOD(Figures::putAll),
        ABLATION(Figures::put),
        TRADE_OFF(Figures::put),
        /** The index's 1 is what an inverter gets of unprotected features of the same hook point. */
        LAYER(Figures::put),
        CORRELATION(Figures::put),
        ATTACKERS(Figures::putByAttackers);

        private final Measure measure;

        Kind(Measure measure) {
            this.measure = measure;
        }

        Measure measure() {
            return measure;
        }
    }

    /** Adds figures of a contestant. */
    @FunctionalInterface
    interface Measure {
        void put(Workshop workshop, Protected contestant, String name, Map<String, Double> figures) throws IOException;
    }

    @FunctionalInterface
    interface Maker {
        /** @throws FailedRunException if a training did not pass its own checks */
        Protected make(Workshop workshop, String hookPoint) throws IOException, FailedRunException;
    }

    static final String UNPROTECTED = "unprotected";
    static final String DEEP_POISONING = "deep-poisoning";
    static final String ADVERSARIAL = "adversarial-representation";
    static final String HYBRID = "hybrid-embedding";
    static final String OBFUSCATOR = "deep-obfuscator";

    private static final String USUAL = "conv4_2";
    /** One image in so many is held back from the training of a module, to check it. */
    private static final int VALIDATION_PART = 8;

    /** Numbers of images that attackers have, beside all that are theirs. */
    static final List<Integer> ATTACKERS_IMAGES = List.of(100, 400, 1_600);

    /** So many times the usual steps, with all images: whether figures of the usual ones are near what there is to get. */
    static final int LONGER = 8;

    static final String WITH_MORE_STEPS = LONGER + " times the steps:";
    static final String WITH_ALL = "all images:";
    static final String GENERATED = "generated images:";
    static final String OF_ANOTHER_SET = "images of another set:";

    private static final List<Double> CORRELATIONS = List.of(0.0, 0.3, 0.6);

    static final List<Contestant> ALL = all();

    /** What stands before the figures of attackers with so many images. */
    static String with(int images) {
        return images + " images:";
    }

    private static List<Contestant> all() {
        List<Contestant> all = new ArrayList<>();
        all.add(new Contestant(UNPROTECTED, Kind.METHOD, USUAL, "", Contestant::unprotected));
        all.add(new Contestant(DEEP_POISONING, Kind.METHOD, USUAL, "", Contestant::poisoning));
        all.add(adversarial(ADVERSARIAL, Kind.METHOD, USUAL, AdversarialConfig.DEFAULT));
        all.add(hybrid(HYBRID, Kind.METHOD, HybridConfig.DEFAULT));
        all.add(new Contestant(
                OBFUSCATOR,
                Kind.METHOD,
                USUAL,
                ObfuscatorConfig.DEFAULT,
                featurizer(effort -> (config, backbone, hook, images, seed, progress) -> ObfuscatorTraining.train(
                        ObfuscatorConfig.DEFAULT.within(effort.protection()),
                        config,
                        backbone,
                        hook,
                        images,
                        seed,
                        progress))));
        HybridConfig usual = HybridConfig.DEFAULT;
        double fool = usual.fool();
        int fresh = usual.freshEvery();
        double apart = usual.correlation();
        double moved = usual.moved();
        all.add(hybrid("hybrid-without-fooling", Kind.ABLATION, usual.with(0, fresh, apart, moved)));
        all.add(hybrid("hybrid-without-fresh-adversaries", Kind.ABLATION, usual.with(fool, 0, apart, moved)));
        all.add(hybrid("hybrid-without-disentangling", Kind.ABLATION, usual.with(fool, fresh, 0, moved)));
        all.add(hybrid("hybrid-without-movement", Kind.ABLATION, usual.with(fool, fresh, apart, 0)));
        for (String weight : List.of("0.3", "1", "10")) {
            all.add(adversarial(
                    "adversarial-pixel-" + weight,
                    Kind.TRADE_OFF,
                    USUAL,
                    AdversarialConfig.DEFAULT.withWeights(Double.parseDouble(weight), 0)));
        }
        all.add(adversarial(
                "adversarial-perceptual",
                Kind.TRADE_OFF,
                USUAL,
                AdversarialConfig.DEFAULT.withWeights(0, AdversarialConfig.DEFAULT.pixel())));
        AdversarialConfig pixels = AdversarialConfig.DEFAULT;
        all.add(adversarial(
                "adversarial-both", Kind.TRADE_OFF, USUAL, pixels.withWeights(pixels.pixel(), pixels.pixel())));
        for (String layer : List.of("conv3_2", "pooled")) {
            all.add(adversarial("adversarial-at-" + layer, Kind.LAYER, layer, pixels));
        }
        for (double correlation : CORRELATIONS) {
            all.add(find(all, UNPROTECTED).at(correlation));
            all.add(find(all, HYBRID).at(correlation));
        }
        all.add(find(all, ADVERSARIAL).byAttackers("adversarial-by-attackers"));
        all.add(find(all, HYBRID).byAttackers("hybrid-by-attackers"));
        return List.copyOf(all);
    }

    private static Contestant find(List<Contestant> all, String name) {
        return all.stream()
                .filter(contestant -> contestant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Contestant at(double newCorrelation) {
        return new Contestant(
                nameAt(name, newCorrelation), Kind.CORRELATION, hookPoint, settings, maker, newCorrelation);
    }

    private static String nameAt(String method, @Nullable Double correlation) {
        return correlation == null ? method : method + "-at-correlation-" + correlation;
    }

    private Contestant byAttackers(String newName) {
        return new Contestant(newName, Kind.ATTACKERS, hookPoint, List.of(settings, ATTACKERS_IMAGES, LONGER), maker);
    }

    /** Name of the unprotected contestant of the same world. */
    String base() {
        return nameAt(UNPROTECTED, correlation);
    }

    /**
     * The world that it is made and measured in.
     *
     * @throws UnusableImagesException if there are too few images of some label and value
     */
    AttributeWorld in(AttributeWorld dealt) throws UnusableImagesException {
        return correlation == null ? dealt : dealt.correlated(correlation);
    }

    private static Protected unprotected(Workshop workshop, String hookPoint) throws IOException {
        return new Protected(workshop.publish(Workshop.UNPROTECTED, hookPoint, false), null);
    }

    private static Protected poisoning(Workshop workshop, String hookPoint) throws IOException, FailedRunException {
        PublishedNetworks networks = workshop.publish(Workshop.UNPROTECTED, hookPoint, true);
        try {
            var own = workshop.world().own();
            int held = Math.max(1, own.size() / VALIDATION_PART);
            var validation = own.first(held);
            var training = own.subset(
                    java.util.stream.IntStream.range(held, own.size()).toArray());
            PrivateDpm module = DpmTrainer.train(
                            workshop.effort().module(),
                            networks,
                            FeatureCache.compute(networks, training, workshop.progress()),
                            training,
                            FeatureCache.compute(networks, validation, workshop.progress()),
                            validation,
                            Perturbation.NONE,
                            RowMemory.RESIDENT,
                            workshop.seed("module"),
                            workshop.progress())
                    .dpm();
            return new Protected(networks, module);
        } catch (DpmTrainingFailedException e) {
            networks.close();
            throw new FailedRunException("no module passed its checks: " + String.join("; ", e.incidents()));
        }
    }

    private static Contestant adversarial(String name, Kind kind, String hookPoint, AdversarialConfig usual) {
        return new Contestant(
                name,
                kind,
                hookPoint,
                usual,
                featurizer(effort -> (config, backbone, hook, images, seed, progress) -> AdversarialTraining.train(
                        usual.within(effort.protection()), config, backbone, hook, images, seed, progress)));
    }

    /** One whose featurizer protects, and nothing behind it. */
    private static Maker featurizer(Function<MethodEffort, NetworkTrainer> trainer) {
        return (workshop, hookPoint) ->
                new Protected(workshop.publish(trainer.apply(workshop.effort()), hookPoint, false), null);
    }

    private static Contestant hybrid(String name, Kind kind, HybridConfig usual) {
        return new Contestant(name, kind, USUAL, usual, (workshop, hookPoint) -> {
            PublishedNetworks networks = workshop.publish(
                    (config, backbone, hook, images, seed, progress) -> HybridTraining.train(
                            usual.within(workshop.effort().protection()),
                            config,
                            backbone,
                            hook,
                            images,
                            seed,
                            progress),
                    hookPoint,
                    false);
            return new Protected(networks, moving(usual.embedding(), workshop, networks));
        });
    }

    private static @Nullable PrivateDpm moving(
            @Nullable EmbeddingConfig config, Workshop workshop, PublishedNetworks networks) {
        if (config == null) {
            return null;
        }
        OriginalFeatures embeddings =
                FeatureCache.compute(networks, workshop.world().own(), workshop.progress());
        EmbeddingPerturbation moving = EmbeddingPerturbation.train(
                config,
                embeddings,
                SensitiveLabels.of(workshop.world().own()),
                networks.decider(),
                workshop.seed("module"),
                workshop.progress());
        return PrivateDpm.of(moving, 1, embeddings.shape());
    }
}
