package io.veilpool.agent.attack;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * DPMs that an attacker trains on public images, after the victim's own recipe and others like it, in the hope that what undoes them
 * undoes the victim's. They are trained once and serve against every victim.
 */
public final class Surrogates implements AutoCloseable {
    private static final List<String> BLOCKS = List.of("BASIC", "BOTTLENECK", "PLAIN");
    private static final double HELD_BACK = 0.1;

    private final List<PrivateDpm> dpms;
    private final List<String> incidents;

    private Surrogates(List<PrivateDpm> dpms, List<String> incidents) {
        this.dpms = dpms;
        this.incidents = List.copyOf(incidents);
    }

    /**
     * Recipes to train surrogates by. Every other one is the victim's own, which the charter makes public, from another random start;
     * between them depth, lambda and block change.
     *
     * @param victims recipe of the victim
     * @param count   at least 1
     */
    public static List<DpmConfig> recipes(DpmConfig victims, int count) {
        List<DpmConfig> recipes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipes.add(i % 2 == 0 ? victims : varied(victims, i / 2));
        }
        return List.copyOf(recipes);
    }

    /**
     * Two recipes of unlike starts: the victim's own, and the other start if the victim's begins near the identity, whose DPMs resemble
     * one another; a charter cannot forbid an attacker the other. Otherwise one of another depth.
     */
    public static List<DpmConfig> unlikeRecipes(DpmConfig victims) {
        return victims.identityStart()
                ? List.of(victims, victims.withMixing(victims.imagesPerRow(), false))
                : recipes(victims, 2);
    }

    private static DpmConfig varied(DpmConfig victims, int number) {
        int depth = number % 2 == 0 ? Math.max(1, victims.depth() / 2) : Math.min(16, victims.depth() + 1);
        int block = (BLOCKS.indexOf(victims.block()) + (number + 1) / 2) % BLOCKS.size();
        return victims.withArchitecture(BLOCKS.get(block), depth, victims.width())
                .withLambda(victims.lambda() * (number % 2 == 0 ? 2 : 0.5));
    }

    /** Gives the original features of images. */
    @FunctionalInterface
    public interface Featurizer {
        OriginalFeatures of(LabelledImages images) throws IOException;
    }

    /**
     * Trains one DPM for each recipe; one that comes out of no start is left out and noted.
     *
     * @param publicImages a tenth of them is held back to check the DPMs with
     * @param memory       for mixed rows
     */
    public static Surrogates train(
            List<DpmConfig> recipes,
            PublishedNetworks networks,
            LabelledImages publicImages,
            Featurizer featurizer,
            RowMemory memory,
            long seed,
            Progress progress)
            throws IOException {
        Split split = Split.of(publicImages, HELD_BACK, seed);
        OriginalFeatures features = featurizer.of(split.training());
        OriginalFeatures validation = featurizer.of(split.validation());
        SplittableRandom seeds = new SplittableRandom(seed);
        List<PrivateDpm> dpms = new ArrayList<>();
        List<String> incidents = new ArrayList<>();
        for (DpmConfig recipe : recipes) {
            int number = dpms.size() + 1;
            Progress named = (phase, step, steps, loss, rate) ->
                    progress.report("surrogate " + number + " of " + recipes.size(), step, steps, loss, rate);
            try {
                DpmTraining trained = DpmTrainer.train(
                        recipe,
                        networks,
                        features,
                        split.training(),
                        validation,
                        split.validation(),
                        Perturbation.NONE,
                        memory,
                        seeds.nextLong(),
                        named);
                dpms.add(trained.dpm());
                incidents.addAll(trained.incidents());
            } catch (DpmTrainingFailedException e) {
                incidents.addAll(e.incidents());
            } catch (RuntimeException e) {
                dpms.forEach(PrivateDpm::close);
                throw e;
            }
        }
        return new Surrogates(dpms, incidents);
    }

    /** In the order of their recipes, without those that failed; to be used before this is closed. */
    public List<Poisoner> poisoners() {
        return dpms.stream().map(Poisoner::of).toList();
    }

    /** One sentence for each start that was given up. */
    public List<String> incidents() {
        return incidents;
    }

    @Override
    public void close() {
        dpms.forEach(PrivateDpm::close);
    }
}
