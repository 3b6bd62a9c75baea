package io.veilpool.experiments.experiment;

import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackFigures;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.InformedPartner;
import io.veilpool.agent.attack.Insider;
import io.veilpool.agent.attack.KnownPairs;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.ReconstructionResult;
import io.veilpool.agent.attack.SeparatingInsider;
import io.veilpool.agent.attack.SurrogateDpms;
import io.veilpool.agent.attack.Surrogates;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Deciders;
import io.veilpool.experiments.lab.Deciders.Accuracy;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.World;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.DeciderTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How much a pool teaches at how little leakage: for every candidate what D loses, what attackers get, what entities gain. */
final class Frontier implements Experiment {
    private static final int ENTITIES = 4;
    private static final int FOURTH = 3;
    private static final int VICTIM = 1;
    private static final List<String> HOOK_POINTS = List.of(Networks.USUAL_HOOK_POINT, "conv4_1", "pooled");
    private static final List<String> CANDIDATES =
            Profiles.ALL.stream().map(Profiles::variant).toList();

    @Override
    public String name() {
        return "frontier";
    }

    @Override
    public String title() {
        return "Frontier: how much a pool teaches, at how little leakage";
    }

    @Override
    public String reading() {
        return "e1 pre-trains; e1 to e3 publish rows of their own DPMs; every entity refines with the others' rows. *Lost* is top-1 of"
                + " the published D on poisoned test features, against original ones, mean of three DPMs. Indices are of attackers on"
                + " e2's DPM (0 = a guess without features, 1 = as good as on original features), means over images; *separating* is an insider"
                + " who paints as many pictures of a row as it mixes, against a guess that may choose among as many;"
                + " *informed* is an insider who also has all other images of every row, against whom mixing does not protect;"
                + " surrogates are two DPMs trained on public images, one by the victim's own recipe, the other from a random start"
                + " if that recipe starts near the identity and of another depth if not. These and the pairs are measured in the equal"
                + " world, rows are made in the same way in both. *Gain* is test accuracy with the pool"
                + " minus that of the better of the published decider and of the one refined on own images (chosen on own validation"
                + " images), same recipe; *kept* is the gain as a share of what the best pool of original features gains, over conv3_1,"
                + " conv4_1 and pooled. Below a gain of original features of one point a share says nothing and is left out. *Averaged*"
                + " is the mean of the deciders that e1 to e3 refined on their own images: they share no rows. *Chosen* is the gain when every entity keeps the"
                + " pool's decider only if it is better on own validation images; rows held back from the pool stand for classes that"
                + " these lack.";
    }

    @Override
    public List<WorldKind> worlds() {
        return List.of(WorldKind.EQUAL, WorldKind.SKEWED);
    }

    @Override
    public List<String> variants() {
        return CANDIDATES;
    }

    @Override
    public String settings() {
        return "surrogates of both starts, held-back rows, informed partner";
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        Profiles profile = Profiles.of(variant);
        DpmConfig config = profile.config(bench.budget());
        World.Part publisher = bench.world().entities().getFirst();
        Map<String, Double> figures = new TreeMap<>();
        try (Release release = bench.release(Width.NARROW, profile.hookPoint(), publisher);
                Pools pools = Pools.of(bench, release, config)) {
            figures.put("restarts", (double) pools.restarts());
            lost(bench, release, pools, figures);
            gains(bench, release, pools, figures);
            attacks(bench, release, config, pools.dpm(VICTIM), figures);
        }
        return figures;
    }

    private static void lost(Bench bench, Release release, Pools pools, Map<String, Double> figures)
            throws IOException {
        LabelledImages test = bench.world().test();
        OriginalFeatures original = bench.features(release, test);
        double poisoned = 0;
        try (Network decider = release.networks().decider().folded();
                Network reconstructor = release.networks().reconstructor().folded()) {
            double clean = DeciderTrainer.top1(decider, original, 1);
            for (int entity = 0; entity < Pools.CONTRIBUTORS; entity++) {
                PoisonedFeatures rows =
                        pools.dpm(entity).poisonEach(original, ElementType.F16, bench.seed("test rows"));
                poisoned += DeciderTrainer.top1(decider, rows, 1) / Pools.CONTRIBUTORS;
                if (entity == VICTIM) {
                    LabelledImages some = bench.world().reconstructed();
                    figures.put("R SSIM", Seen.of(reconstructor, rows, some).ssim());
                }
            }
            figures.put("top-1 original", clean);
            figures.put("top-1 lost", clean - poisoned);
        }
    }

    private static void gains(Bench bench, Release release, Pools pools, Map<String, Double> figures)
            throws IOException {
        Deciders deciders = bench.deciders(release);
        double[] gained = new double[ENTITIES];
        double[] possible = new double[ENTITIES];
        double[] chosen = new double[ENTITIES];
        double[] averaged = new double[ENTITIES];
        for (int entity = 0; entity < ENTITIES; entity++) {
            Reference reference = reference(bench, entity);
            Deciders.Pool pool = pools.rows(Pools.others(entity));
            Accuracy with = deciders.withPool(entity, pool);
            gained[entity] = with.test() - reference.without().test();
            averaged[entity] = reference.averaged() - reference.without().test();
            possible[entity] = reference.originals() - reference.without().test();
            String name = "e" + (entity + 1);
            figures.put(name + " without pool", reference.without().test());
            figures.put(name + " with pool", with.test());
            figures.put(name + " with originals", reference.originals());
            figures.put(name + " averaged", reference.averaged());
            Accuracy judgedWithout = deciders.bestWithoutPool(entity, pool);
            boolean better = with.validation() > judgedWithout.validation();
            chosen[entity] = better
                    ? gained[entity]
                    : judgedWithout.test() - reference.without().test();
            figures.put(name + " chosen", reference.without().test() + chosen[entity]);
        }
        share(figures, "e4", gained[FOURTH], possible[FOURTH]);
        share(figures, "mean", mean(gained), mean(possible));
        figures.put("mean gain chosen", mean(chosen));
        figures.put("e4 gain averaged", averaged[FOURTH]);
        figures.put("mean gain averaged", mean(averaged));
    }

    private static void share(Map<String, Double> figures, String who, double gained, double possible) {
        figures.put(who + " gain", gained);
        figures.put(who + " gain of originals", possible);
        if (possible >= 1) {
            figures.put(who + " kept", gained / possible);
        }
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElseThrow();
    }

    /**
     * What the entity has without any poisoned row.
     *
     * @param without   its best choice without a pool, over hook points
     * @param originals test accuracy with the best pool of original features, over hook points
     * @param averaged  of the averaged deciders, one round
     */
    private record Reference(Accuracy without, double originals, double averaged) {}

    private static Reference reference(Bench bench, int entity) throws IOException {
        World.Part publisher = bench.world().entities().getFirst();
        Accuracy without = new Accuracy(-1, -1);
        double originals = 0;
        double averaged = 0;
        for (String hookPoint : HOOK_POINTS) {
            try (Release release = bench.release(Width.NARROW, hookPoint, publisher)) {
                Deciders deciders = bench.deciders(release);
                Accuracy here = deciders.bestWithoutPool(entity);
                if (hookPoint.equals(Networks.USUAL_HOOK_POINT)) {
                    without = here;
                    averaged = deciders.averaged(entity, 1, 0, 1, 2).test();
                }
                originals = Math.max(
                        originals,
                        deciders.withPool(entity, deciders.originals(Pools.others(entity)))
                                .test());
            }
        }
        return new Reference(without, originals, averaged);
    }

    private static void attacks(
            Bench bench, Release release, DpmConfig config, PrivateDpm victim, Map<String, Double> figures)
            throws IOException {
        AttackBudget budget = bench.budget().attack();
        LabelledImages publicImages = bench.world().publicImages();
        OriginalFeatures publicFeatures = bench.features(release, publicImages);
        LabelledImages scored = bench.world().reconstructed();
        Poisoner poisoner = Poisoner.of(victim);
        long seed = bench.seed("attacks");
        AttackScene.Builder scene = AttackScene.of(
                        release.networks(),
                        publicImages,
                        publicFeatures,
                        VictimRows.draw(poisoner, scored, bench.features(release, scored), seed))
                .victim(poisoner);
        boolean whole = bench.world().kind() == WorldKind.EQUAL;
        LabelledImages pairs = bench.world().pairs();
        scene.pairs(VictimRows.draw(poisoner, pairs, bench.features(release, pairs), seed + 1));
        try (Surrogates surrogates = whole ? surrogates(bench, release, config) : null) {
            if (surrogates != null) {
                scene.surrogates(surrogates.poisoners());
            }
            try (AttackScene attacked = scene.build()) {
                put(figures, new Insider().run(attacked, budget, seed, bench.progress()), "insider");
                if (whole) {
                    if (config.imagesPerRow() > 1) {
                        put(
                                figures,
                                new SeparatingInsider().run(attacked, budget, seed, bench.progress()),
                                "separating");
                        put(figures, new InformedPartner().run(attacked, budget, seed, bench.progress()), "informed");
                    }
                    if (surrogates != null && !surrogates.poisoners().isEmpty()) {
                        put(figures, new SurrogateDpms().run(attacked, budget, seed, bench.progress()), "surrogates");
                    }
                    pairs(figures, new KnownPairs().run(attacked, budget, seed, bench.progress()));
                }
            }
        }
    }

    private static Surrogates surrogates(Bench bench, Release release, DpmConfig config) throws IOException {
        return Surrogates.train(
                Surrogates.unlikeRecipes(config),
                release.networks(),
                bench.world().publicImages(),
                images -> bench.features(release, images),
                RowMemory.RESIDENT,
                bench.seed("surrogates"),
                bench.progress());
    }

    private static void put(Map<String, Double> figures, ReconstructionResult result, String name) {
        figures.put(name + " index", result.leakage());
        figures.put(name + " low", result.low());
        figures.put(name + " high", result.high());
        figures.put(name + " SSIM", result.best().ssim());
        figures.put(name + " L1", result.best().l1());
        figures.put(name + " retrieval", result.best().top1Retrieval());
        figures.put(name + " converged", result.converged() ? 1.0 : 0);
        figures.put(name + " controls hold", result.failed() ? 0.0 : 1);
    }

    private static void pairs(Map<String, Double> figures, ReconstructionResult result) {
        for (AttackFigures at : result.series()) {
            figures.put("pairs " + at.variant(), at.index().value());
        }
        figures.put("pairs controls hold", result.failed() ? 0.0 : 1);
    }

    @Override
    public List<Table> tables() {
        return List.of(Table.ofVariants(
                "",
                variants(),
                List.of(
                        new Table.Column("top-1 lost", "top-1 lost", 1),
                        new Table.Column("insider", "insider index", 3),
                        new Table.Column("separating", "separating index", 3),
                        new Table.Column("informed", "informed index", 3),
                        new Table.Column("insider's retrieval", "insider retrieval", 1),
                        new Table.Column("surrogates", "surrogates index", 3),
                        new Table.Column("1 pair", "pairs k=1", 3),
                        new Table.Column("256 pairs", "pairs k=256", 3),
                        new Table.Column("e4 gain", "e4 gain", 2),
                        new Table.Column("e4 kept", "e4 kept", 2),
                        new Table.Column("mean gain", "mean gain", 2),
                        new Table.Column("mean kept", "mean kept", 2),
                        new Table.Column("mean gain chosen", "mean gain chosen", 2),
                        new Table.Column("e4 without pool", "e4 without pool", 1),
                        new Table.Column("e4 averaged", "e4 averaged", 1),
                        new Table.Column("restarts", "restarts", 1))));
    }

    @Override
    public List<Chart> charts() {
        return List.of(
                chart("frontier-mean", "Mean entity", "mean gain"),
                chart("frontier-e4", "Entity with a tenth of the images", "e4 gain"));
    }

    private static ScatterChart chart(String name, String title, String gain) {
        String anyCandidate = PoisoningProfile.BALANCED.name();
        return new ScatterChart(
                name,
                title,
                "leakage index of the insider",
                "points gained over the best choice without a pool",
                CANDIDATES.stream()
                        .map(variant -> new ScatterChart.Point(
                                variant,
                                Comparison.ours(variant, variant, "insider index", 3),
                                Comparison.ours(variant, variant, gain, 2)))
                        .toList(),
                List.of(
                        Comparison.ours("best pool of original features", anyCandidate, gain + " of originals", 2),
                        Comparison.ours("averaged deciders, no rows shared", anyCandidate, gain + " averaged", 2)));
    }
}
