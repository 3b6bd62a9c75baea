package io.veilpool.experiments.experiment;

import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.DeciderTrainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Accuracy on original and on poisoned features: Deep Poisoning, Table 1. */
final class Table1 implements Experiment {
    @Override
    public String name() {
        return "table1";
    }

    @Override
    public String title() {
        return "Table 1: accuracy of the decider on original and on poisoned features";
    }

    @Override
    public String reading() {
        return "Percent of test images. The paper has ResNet-50 (narrow) and ResNet-101 (wide) on 500 ImageNet classes with 640,000"
                + " training images; ours are small networks on small images, so levels differ, and what compares is the loss from"
                + " original to poisoned. The DPM starts at random; the paper does not say how its starts.";
    }

    @Override
    public List<String> variants() {
        return Dpm.variants();
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        Dpm setting = Dpm.of(variant);
        try (Release release = bench.release(setting.width());
                TrainedDpm trained = bench.dpm(release, setting.recipe(), Change.NONE)) {
            OriginalFeatures original = bench.features(release, bench.world().test());
            PoisonedFeatures poisoned = trained.dpm().poisonEach(original, ElementType.F16, bench.seed("mixing"));
            Map<String, Double> figures = new TreeMap<>();
            for (int k : new int[] {1, 5}) {
                double before = DeciderTrainer.top1(release.networks().decider(), original, k);
                double after = DeciderTrainer.top1(release.networks().decider(), poisoned, k);
                figures.put("original top-" + k, before);
                figures.put("poisoned top-" + k, after);
                figures.put("lost top-" + k, before - after);
            }
            figures.put("restarts", (double) trained.restarts());
            return figures;
        }
    }

    @Override
    public List<Comparison> rows() {
        List<Comparison> rows = new ArrayList<>();
        for (Dpm dpm : Dpm.all()) {
            add(rows, dpm, "original top-1", dpm.paper(79.39, 81.13));
            add(rows, dpm, "poisoned top-1", dpm.paper(78.88, 80.78));
            add(rows, dpm, "lost top-1", dpm.paper(0.51, 0.35));
            add(rows, dpm, "original top-5", dpm.paper(94.18, 95.03));
            add(rows, dpm, "poisoned top-5", dpm.paper(94.11, 94.86));
            add(rows, dpm, "restarts", Double.NaN);
        }
        return rows;
    }

    private static void add(List<Comparison> rows, Dpm dpm, String figure, double paper) {
        rows.add(new Comparison(dpm.label() + ": " + figure, dpm.variant(), figure, paper, 2));
    }

    @Override
    public List<Chart> charts() {
        return List.of(new BarChart(
                "table1-lost",
                "Top-1 lost by poisoning",
                "points",
                Dpm.all().stream()
                        .map(dpm ->
                                new Comparison(dpm.variant(), dpm.variant(), "lost top-1", dpm.paper(0.51, 0.35), 2))
                        .toList()));
    }
}
