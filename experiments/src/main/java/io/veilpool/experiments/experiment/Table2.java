package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the reconstructor that the DPM was trained against sees: Deep Poisoning, Table 2 and Fig. 4. */
final class Table2 implements Experiment {
    @Override
    public String name() {
        return "table2";
    }

    @Override
    public String title() {
        return "Table 2 and Figure 4: what the reconstructor sees that the DPM was trained against";
    }

    @Override
    public String reading() {
        return "L1 and SSIM of R(F(x)) and R(P(F(x))) against x on test images; R is the paper's, trained on public images. The row"
                + " `guess` is the best picture guessed from public images without any features: a poisoned score worse than it says"
                + " that this fixed R was led astray, not that the features hold nothing. For attackers that train, see the unseen"
                + " reconstructors and the leakage reports.";
    }

    @Override
    public List<String> variants() {
        return Dpm.variants();
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        Dpm setting = Dpm.of(variant);
        LabelledImages images = bench.world().reconstructed();
        try (Release release = bench.release(setting.width());
                TrainedDpm trained = bench.dpm(release, setting.recipe(), Change.NONE)) {
            Network reconstructor = release.networks().reconstructor();
            OriginalFeatures original = bench.features(release, images);
            PoisonedFeatures poisoned = trained.dpm().poisonEach(original, ElementType.F16, bench.seed("mixing"));
            Map<String, Double> figures = new TreeMap<>();
            Seen.of(reconstructor, original, images).put(figures, "original");
            Seen.of(reconstructor, poisoned, images).put(figures, "poisoned");
            ImageReadings guess = Seen.prior(
                    bench.world().publicImages(),
                    images,
                    bench.world().data().classes().size());
            figures.put("guess L1", guess.asIs().meanL1());
            figures.put("guess SSIM", guess.asIs().meanSsim());
            try (NDManager scope = NDManager.newBaseManager()) {
                int[] shown = PictureGrid.shown(images);
                new PictureGrid(images.spec())
                        .row("images", images.batch(scope, shown))
                        .row("R(F(x))", reconstructor.forward(original.batch(scope, shown), false))
                        .row("R(P(F(x)))", reconstructor.forward(poisoned.batch(scope, shown), false))
                        .save(bench, "figure4", variant);
            }
            return figures;
        }
    }

    @Override
    public List<Comparison> rows() {
        List<Comparison> rows = new ArrayList<>();
        for (Dpm dpm : Dpm.all()) {
            add(rows, dpm, "original L1", dpm.paper(0.0443, 0.0406));
            add(rows, dpm, "poisoned L1", dpm.paper(0.2928, 0.2886));
            add(rows, dpm, "guess L1", Double.NaN);
            add(rows, dpm, "original SSIM", dpm.paper(0.6730, 0.7009));
            add(rows, dpm, "poisoned SSIM", dpm.paper(0.0070, 0.0069));
            add(rows, dpm, "poisoned negative SSIM", Double.NaN);
            add(rows, dpm, "guess SSIM", Double.NaN);
        }
        return rows;
    }

    private static void add(List<Comparison> rows, Dpm dpm, String figure, double paper) {
        rows.add(new Comparison(dpm.label() + ": " + figure, dpm.variant(), figure, paper, 4));
    }

    @Override
    public List<Chart> charts() {
        List<Comparison> bars = new ArrayList<>();
        for (Dpm dpm : Dpm.all()) {
            bars.add(new Comparison(
                    dpm.variant() + " clean", dpm.variant(), "original SSIM", dpm.paper(0.6730, 0.7009), 4));
            bars.add(new Comparison(
                    dpm.variant() + " poisoned", dpm.variant(), "poisoned SSIM", dpm.paper(0.0070, 0.0069), 4));
        }
        return List.of(new BarChart("table2-ssim", "SSIM of the trained-against reconstructor", "SSIM", bars));
    }
}
