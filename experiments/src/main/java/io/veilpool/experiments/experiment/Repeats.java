package io.veilpool.experiments.experiment;

import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.Insider;
import io.veilpool.agent.attack.KnownPairs;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.ReconstructionResult;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.World;
import io.veilpool.model.policy.Repetition;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.tensor.OriginalFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What another seed of the attackers changes of one DPM's leakage on the same images: the tolerance of {@link Repetition}. */
final class Repeats implements Experiment {
    private static final int SEEDS = 6;
    private static final int VICTIM = 1;

    @Override
    public String name() {
        return "repeats";
    }

    @Override
    public String title() {
        return "The same measurement with other seeds";
    }

    @Override
    public String reading() {
        return "One DPM of e2, the same images, " + SEEDS
                + " seeds of attackers and of mixed rows. *Apart* is the greatest distance between"
                + " two of the " + SEEDS + " intervals over images, negative if all overlap; a re-run deviates from "
                + 2 * ReportTolerance.STATED.leakage() + " on.";
    }

    @Override
    public List<String> variants() {
        return List.of("paper", "balanced");
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        AttackBudget budget = bench.budget().attack();
        DpmConfig config = Profiles.of(variant).config(bench.budget());
        World.Part publisher = bench.world().entities().getFirst();
        World.Part victim = bench.world().entities().get(VICTIM);
        Map<String, Double> figures = new TreeMap<>();
        try (Release release = bench.release(Width.NARROW, Profiles.of(variant).hookPoint(), publisher);
                TrainedDpm trained = bench.dpm(release, config, Change.NONE, victim, "DPM of e" + (VICTIM + 1))) {
            Poisoner poisoner = Poisoner.of(trained.dpm());
            LabelledImages publicImages = bench.world().publicImages();
            OriginalFeatures publicFeatures = bench.features(release, publicImages);
            LabelledImages scored = bench.world().reconstructed();
            LabelledImages pairs = bench.world().pairs();
            List<ReconstructionResult> insiders = new ArrayList<>();
            List<ReconstructionResult> paired = new ArrayList<>();
            for (int repeat = 0; repeat < SEEDS; repeat++) {
                long seed = bench.seed("repeat " + repeat);
                AttackScene.Builder builder = AttackScene.of(
                                release.networks(),
                                publicImages,
                                publicFeatures,
                                VictimRows.draw(poisoner, scored, bench.features(release, scored), seed))
                        .victim(poisoner);
                builder.pairs(VictimRows.draw(poisoner, pairs, bench.features(release, pairs), seed + 1));
                try (AttackScene scene = builder.build()) {
                    insiders.add(new Insider().run(scene, budget, seed, bench.progress()));
                    paired.add(new KnownPairs().run(scene, budget, seed, bench.progress()));
                }
            }
            put(figures, "insider", insiders);
            put(figures, "known pairs", paired);
        }
        return figures;
    }

    private static void put(Map<String, Double> figures, String attack, List<ReconstructionResult> repeats) {
        double mean = repeats.stream()
                .mapToDouble(ReconstructionResult::leakage)
                .average()
                .orElseThrow();
        double squares = repeats.stream()
                .mapToDouble(repeat -> Math.pow(repeat.leakage() - mean, 2))
                .sum();
        double highestLow =
                repeats.stream().mapToDouble(ReconstructionResult::low).max().orElseThrow();
        double lowestHigh =
                repeats.stream().mapToDouble(ReconstructionResult::high).min().orElseThrow();
        figures.put(attack + " mean", mean);
        figures.put(attack + " deviation", Math.sqrt(squares / (repeats.size() - 1)));
        figures.put(attack + " apart", highestLow - lowestHigh);
    }

    @Override
    public List<Table> tables() {
        List<Table.Column> columns = new ArrayList<>();
        for (String attack : List.of("insider", "known pairs")) {
            columns.add(new Table.Column(attack, attack + " mean", 3));
            columns.add(new Table.Column(attack + ", standard deviation", attack + " deviation", 4));
            columns.add(new Table.Column(attack + ", apart", attack + " apart", 3));
        }
        return List.of(Table.ofVariants("", variants(), columns));
    }
}
