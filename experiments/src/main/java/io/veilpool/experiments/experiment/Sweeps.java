package io.veilpool.experiments.experiment;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.experiments.experiment.SweepPoint.Sweep;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Deciders;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.World;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.DeciderTrainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One setting at a time: hook point, lambda, SSIM's sign, start of the DPM, label smoothing in pre-training. */
final class Sweeps implements Experiment {
    private static final int PARTNER = 1;
    private static final int CONSUMER = 3;

    @Override
    public String name() {
        return "sweeps";
    }

    @Override
    public String title() {
        return "Sweeps: one setting at a time";
    }

    @Override
    public String reading() {
        return "e1, which lacks three classes in ten, pre-trains; the DPM is e2's; e4 refines the published decider with e2's rows."
                + " *Top-1* is the published decider's on original test features, *lost* what it loses on poisoned ones. *R* is the"
                + " published reconstructor: SSIM of its pictures from original and from poisoned features, and of the photographic"
                + " negatives of the latter, which show everything too; what attackers that train see is in the frontier. Gains of e4"
                + " are against its best choice without a pool at the same hook point, chosen on validation images: with e2's original"
                + " features, and with its rows. Hook points and smoothing take the product's default profile. Lambda, SSIM and start"
                + " take the paper's loss (lambda 3 where it is not varied), half the usual steps and the first start, whatever became"
                + " of it: one that collapsed or stuck at the identity shows as points lost or as R's SSIM. `raw`: a negative SSIM"
                + " lowers the loss; `clip`: it counts nothing; `abs`: it raises the loss, as does the negative's own SSIM.";
    }

    @Override
    public List<WorldKind> worlds() {
        return List.of(WorldKind.SKEWED);
    }

    @Override
    public List<String> variants() {
        return SweepPoint.ALL.stream().map(SweepPoint::variant).toList();
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        SweepPoint point = SweepPoint.of(variant);
        World.Part publisher = bench.world().entities().getFirst();
        Map<String, Double> figures = new TreeMap<>();
        try (Release release = bench.release(
                        Width.NARROW,
                        point.hookPoint(),
                        publisher,
                        bench.budget().preTraining().withLabelSmoothing(point.labelSmoothing()));
                Pools pools = Pools.of(bench, release, point.config(bench.budget()), PARTNER)) {
            figures.put("restarts", (double) pools.restarts());
            seen(bench, release, pools.dpm(PARTNER), figures);
            if (point.sweep().pooled()) {
                gains(bench.deciders(release), pools, figures);
            }
        }
        return figures;
    }

    private static void seen(Bench bench, Release release, PrivateDpm dpm, Map<String, Double> figures)
            throws IOException {
        OriginalFeatures original = bench.features(release, bench.world().test());
        PoisonedFeatures poisoned = dpm.poisonEach(original, ElementType.F16, bench.seed("test rows"));
        LabelledImages some = bench.world().reconstructed();
        try (Network decider = release.networks().decider().folded();
                Network reconstructor = release.networks().reconstructor().folded()) {
            double top1 = DeciderTrainer.top1(decider, original, 1);
            figures.put("top-1", top1);
            figures.put("top-1 lost", top1 - DeciderTrainer.top1(decider, poisoned, 1));
            Seen.of(reconstructor, original, some).put(figures, "R original");
            Seen.of(reconstructor, poisoned, some).put(figures, "R poisoned");
        }
        figures.put(
                "values per pixel",
                original.shape().values()
                        / ((double) some.spec().height() * some.spec().width()));
    }

    private static void gains(Deciders deciders, Pools pools, Map<String, Double> figures) throws IOException {
        double without = deciders.bestWithoutPool(CONSUMER).test();
        figures.put("e4 without pool", without);
        figures.put(
                "e4 gain of originals",
                deciders.withPool(CONSUMER, deciders.originals(PARTNER)).test() - without);
        figures.put("e4 gain", deciders.withPool(CONSUMER, pools.rows(PARTNER)).test() - without);
    }

    @Override
    public List<Table> tables() {
        return Arrays.stream(Sweep.values()).map(Sweeps::table).toList();
    }

    private static Table table(Sweep sweep) {
        Table.Column lost = new Table.Column("lost", "top-1 lost", 2);
        Table.Column poisoned = new Table.Column("R, poisoned", "R poisoned SSIM", 3);
        Table.Column negative = new Table.Column("R, negative", "R poisoned negative SSIM", 3);
        List<Table.Column> columns = sweep.pooled()
                ? List.of(
                        new Table.Column("values per pixel", "values per pixel", 2),
                        new Table.Column("top-1", "top-1", 1),
                        lost,
                        new Table.Column("R, original", "R original SSIM", 3),
                        poisoned,
                        negative,
                        new Table.Column("e4 without pool", "e4 without pool", 1),
                        new Table.Column("gain with originals", "e4 gain of originals", 2),
                        new Table.Column("gain with rows", "e4 gain", 2))
                : List.of(lost, poisoned, negative);
        return Table.ofVariants(sweep.title(), SweepPoint.variants(sweep), columns);
    }
}
