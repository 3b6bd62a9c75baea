package io.veilpool.experiments.experiment;

import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.lab.Recipe;
import io.veilpool.model.protocol.PoisoningProfile;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A candidate of the frontier: where the network is split and how rows are protected.
 *
 * @param variant   name, a profile's for the three of the product
 * @param hookPoint where the network is split
 * @param change    of the product's usual DPM
 */
record Profiles(String variant, String hookPoint, UnaryOperator<DpmConfig> change) {
    private static final String USUAL = Networks.USUAL_HOOK_POINT;

    /** The product's three, then what else was tried. */
    static final List<Profiles> ALL = List.of(
            new Profiles(PoisoningProfile.PAPER.name(), USUAL, c -> c.withProfile(PoisoningProfile.PAPER)),
            new Profiles(PoisoningProfile.BALANCED.name(), USUAL, c -> c.withProfile(PoisoningProfile.BALANCED)),
            new Profiles(PoisoningProfile.STRICT.name(), USUAL, c -> c.withProfile(PoisoningProfile.STRICT)),
            new Profiles("paper-with-labels", USUAL, c -> c.withMixing(1, false)),
            new Profiles("mixing-2", USUAL, c -> c.withProfile(PoisoningProfile.custom(2))),
            new Profiles("mixing-16", USUAL, c -> c.withProfile(PoisoningProfile.custom(16))),
            new Profiles(
                    "mixing-4-random-start",
                    USUAL,
                    c -> c.withProfile(PoisoningProfile.BALANCED).withMixing(4, false)),
            new Profiles(
                    "mixing-4-lambda-4",
                    USUAL,
                    c -> c.withProfile(PoisoningProfile.BALANCED)
                            .withLambda(c.lambda())
                            .withLimits(c.maxTop1Lost(), c.minRelativeChange(), c.maxSsim())));

    static Profiles of(String variant) {
        return ALL.stream()
                .filter(profile -> profile.variant.equals(variant))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no candidate is called " + variant));
    }

    DpmConfig config(Budget budget) {
        return change.apply(budget.dpm(Recipe.PRODUCT));
    }
}
