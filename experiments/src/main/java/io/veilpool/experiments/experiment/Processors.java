package io.veilpool.experiments.experiment;

import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.KnownPairs;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.ReconstructionResult;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.leakage.LeakageFindings;
import io.veilpool.agent.leakage.LeakageProbe;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.World;
import io.veilpool.model.network.Engines;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.tensor.OriginalFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What another processor changes of the same measurement with the same seed: first with all instructions that the machine has, then in a
 * process that is held to AVX2, as a processor without AVX-512 would compute. The other part of what {@link ReportTolerance} is for.
 */
final class Processors implements Experiment {
    private static final String HELD = "-avx2";
    private static final List<String> PROFILES = List.of("paper", "balanced");
    private static final List<String> PROBE =
            List.of("top-1 original", "top-1 poisoned", "reconstructor SSIM", "control SSIM");
    private static final List<String> ATTACKS = List.of("insider", "known pairs");
    private static final String LOW = " low";
    private static final String HIGH = " high";
    private static final int VICTIM = 1;

    @Override
    public String name() {
        return "processors";
    }

    @Override
    public String title() {
        return "The same measurement on another processor";
    }

    @Override
    public String reading() {
        return "One DPM of e2, measured as reports are, with one seed: with all instructions of this machine (AVX-512 where the lines were made), and in a process that is held to AVX2"
                + " (start it again with `ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2`). *Changed* is the distance between the two,"
                + " *apart* that of the intervals, negative if they overlap; a re-run deviates from "
                + 2 * ReportTolerance.STATED.leakage() + " on, for accuracy on original features from "
                + ReportTolerance.STATED.top1Original() + " points, for R's SSIM from "
                + ReportTolerance.STATED.reconstructorSsim() + ".";
    }

    @Override
    public List<String> variants() {
        return Stream.concat(PROFILES.stream(), PROFILES.stream().map(profile -> profile + HELD))
                .toList();
    }

    @Override
    public List<String> variantsHere() {
        boolean held = Engines.heldTo().equals("avx2");
        return variants().stream()
                .filter(variant -> variant.endsWith(HELD) == held)
                .toList();
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        boolean held = variant.endsWith(HELD);
        Profiles profile = Profiles.of(held ? variant.substring(0, variant.length() - HELD.length()) : variant);
        Map<String, Double> before =
                held ? bench.finished().figures(profile.variant()).orElse(Map.of()) : Map.of();
        if (!held && (System.getenv("ATEN_CPU_CAPABILITY") != null || System.getenv("ONEDNN_MAX_CPU_ISA") != null)) {
            throw new IOException(
                    "this process is held to something: set ATEN_CPU_CAPABILITY=avx2 and ONEDNN_MAX_CPU_ISA=AVX2,"
                            + " both, or neither");
        }
        if (held && before.isEmpty()) {
            throw new IOException("there is nothing to compare with: run this command without ATEN_CPU_CAPABILITY and"
                    + " ONEDNN_MAX_CPU_ISA first, and with the same folder");
        }
        Map<String, Double> figures = measure(bench, profile);
        if (held) {
            compare(before, figures);
        }
        return figures;
    }

    private static Map<String, Double> measure(Bench bench, Profiles profile) throws IOException, FailedRunException {
        World.Part victim = bench.world().entities().get(VICTIM);
        Map<String, Double> figures = new TreeMap<>();
        try (Release release = bench.release(
                        Width.NARROW,
                        profile.hookPoint(),
                        bench.world().entities().getFirst());
                TrainedDpm trained = bench.dpm(
                        release, profile.config(bench.budget()), Change.NONE, victim, "DPM of e" + (VICTIM + 1))) {
            probe(bench, release, trained.dpm(), figures);
            pairs(bench, release, trained.dpm(), figures);
        }
        return figures;
    }

    private static void probe(Bench bench, Release release, PrivateDpm dpm, Map<String, Double> figures) {
        AttackBudget budget = bench.budget().attack();
        ProbeConfig usual = ProbeConfig.defaults();
        ProbeConfig config = new ProbeConfig(
                budget.width(),
                budget.blocks(),
                Math.min(usual.steps(), budget.steps()),
                usual.batch(),
                usual.learningRate(),
                usual.trainingImages(),
                usual.images(),
                usual.resamples());
        LabelledImages scored = bench.world().reconstructed();
        LeakageFindings found = LeakageProbe.measure(
                config,
                release.networks(),
                dpm,
                bench.world().publicImages(),
                true,
                scored,
                computedHere(bench, release, scored),
                bench.seed("measurement"),
                bench.progress());
        figures.put("top-1 original", found.top1Original());
        figures.put("top-1 poisoned", found.top1Poisoned());
        figures.put("reconstructor SSIM", found.reconstructorOnOriginal().ssim());
        figures.put("control SSIM", found.control().ssim());
        AttackScore insider = found.scores().stream()
                .filter(score -> score.attack().equals(AttackScore.INSIDER))
                .findFirst()
                .orElseThrow();
        put(figures, "insider", insider.index(), insider.indexLow(), insider.indexHigh());
    }

    private static void pairs(Bench bench, Release release, PrivateDpm dpm, Map<String, Double> figures) {
        long seed = bench.seed("measurement");
        Poisoner poisoner = Poisoner.of(dpm);
        LabelledImages publicImages = bench.world().publicImages();
        LabelledImages scored = bench.world().reconstructed();
        LabelledImages pairs = bench.world().pairs();
        AttackScene.Builder builder = AttackScene.of(
                        release.networks(),
                        publicImages,
                        computedHere(bench, release, publicImages),
                        VictimRows.draw(poisoner, scored, computedHere(bench, release, scored), seed))
                .victim(poisoner);
        builder.pairs(VictimRows.draw(poisoner, pairs, computedHere(bench, release, pairs), seed + 1));
        try (AttackScene scene = builder.build()) {
            ReconstructionResult found =
                    new KnownPairs().run(scene, bench.budget().attack(), seed, bench.progress());
            put(figures, "known pairs", found.leakage(), found.low(), found.high());
        }
    }

    /** Not the lab's: those may come from a process with other instructions. */
    private static OriginalFeatures computedHere(Bench bench, Release release, LabelledImages images) {
        return FeatureCache.compute(release.networks(), images, bench.progress());
    }

    private static void put(Map<String, Double> figures, String attack, double index, double low, double high) {
        figures.put(attack, index);
        figures.put(attack + LOW, low);
        figures.put(attack + HIGH, high);
    }

    private static void compare(Map<String, Double> before, Map<String, Double> figures) {
        Map<String, Double> now = Map.copyOf(figures);
        Stream.concat(PROBE.stream(), ATTACKS.stream())
                .forEach(name -> figures.put(name + " changed", Math.abs(of(now, name) - of(before, name))));
        for (String attack : ATTACKS) {
            double highestLow = Math.max(of(now, attack + LOW), of(before, attack + LOW));
            double lowestHigh = Math.min(of(now, attack + HIGH), of(before, attack + HIGH));
            figures.put(attack + " apart", highestLow - lowestHigh);
        }
    }

    private static double of(Map<String, Double> figures, String name) {
        return Objects.requireNonNull(figures.get(name), name);
    }

    @Override
    public List<Table> tables() {
        List<Table.Column> changes = new ArrayList<>();
        for (String attack : ATTACKS) {
            changes.add(new Table.Column(attack, attack + " changed", 4));
            changes.add(new Table.Column(attack + ", apart", attack + " apart", 3));
        }
        changes.add(new Table.Column("D original, points", "top-1 original changed", 2));
        changes.add(new Table.Column("D poisoned, points", "top-1 poisoned changed", 2));
        changes.add(new Table.Column("R SSIM", "reconstructor SSIM changed", 6));
        List<Table.Column> figures = List.of(
                new Table.Column("insider", "insider", 4),
                new Table.Column("known pairs", "known pairs", 4),
                new Table.Column("D original, %", "top-1 original", 2),
                new Table.Column("D poisoned, %", "top-1 poisoned", 2),
                new Table.Column("R SSIM", "reconstructor SSIM", 4));
        return List.of(
                Table.ofVariants("Measured", variants(), figures),
                Table.ofVariants(
                        "Changed",
                        PROFILES.stream().map(profile -> profile + HELD).toList(),
                        changes));
    }
}
