package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Recipe;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.experiments.lab.Width;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.architecture.ReconstructorSpec.Normalisation;
import io.veilpool.model.architecture.ReconstructorSpec.Type;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.metric.LeakageIndex;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reconstructors that the DPM was not trained against: Deep Poisoning, section 4.2.2 and Fig. 5. */
final class Unseen implements Experiment {
    /** Once along every axis of the family; the paper's own five are not named in its public text. */
    private static final List<ReconstructorSpec> FIVE = List.of(
            new ReconstructorSpec(Type.PLAIN, 1, 2, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.PLAIN, 2, 4, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.RESIDUAL, 1, 2, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.RESIDUAL, 2, 2, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.PLAIN, 2, 2, Normalisation.CLAMP));

    private static final int RESAMPLES = 200;
    private static final double CONFIDENCE = 0.95;

    @Override
    public String name() {
        return "unseen";
    }

    @Override
    public String title() {
        return "Section 4.2.2 and Figure 5: reconstructors that the DPM was not trained against";
    }

    @Override
    public String reading() {
        return "Five reconstructors R{type, blocks before upscaling, factor} (c: clamps instead of min-max), trained on original features"
                + " of public images only, applied to poisoned features. The paper shows pictures and no figures. The index compares"
                + " with a guess without features (0) and with what the same reconstructor sees in original features (1). An index of 0"
                + " says that this attacker did no better than a guess, not that nothing leaks: those that train on poisoned features"
                + " see more.";
    }

    @Override
    public List<String> variants() {
        return Arrays.stream(Recipe.values())
                .map(recipe -> new Dpm(Width.NARROW, recipe).variant())
                .toList();
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        Dpm setting = Dpm.of(variant);
        LabelledImages images = bench.world().reconstructed();
        try (Release release = bench.release(setting.width());
                TrainedDpm trained = bench.dpm(release, setting.recipe(), Change.NONE);
                NDManager shownScope = NDManager.newBaseManager()) {
            OriginalFeatures original = bench.features(release, images);
            PoisonedFeatures poisoned = trained.dpm().poisonEach(original, ElementType.F16, bench.seed("mixing"));
            ImageReadings guess = Seen.prior(
                    bench.world().publicImages(),
                    images,
                    bench.world().data().classes().size());
            int[] shown = PictureGrid.shown(images);
            PictureGrid grid = new PictureGrid(images.spec()).row("images", images.batch(shownScope, shown));
            Map<String, Double> figures = new TreeMap<>();
            for (ReconstructorSpec spec : FIVE) {
                try (Network reconstructor = bench.reconstructor(release, spec)) {
                    Seen clean = Seen.of(reconstructor, original, images);
                    Seen attacked = Seen.of(reconstructor, poisoned, images);
                    clean.put(figures, text(spec) + " original");
                    attacked.put(figures, text(spec) + " poisoned");
                    LeakageIndex.Bootstrap bootstrap =
                            new LeakageIndex.Bootstrap(RESAMPLES, CONFIDENCE, bench.seed("bootstrap"));
                    figures.put(
                            text(spec) + " index",
                            LeakageIndex.of(guess, clean.readings(), attacked.readings(), bootstrap)
                                    .value());
                    grid.row(text(spec), reconstructor.forward(poisoned.batch(shownScope, shown), false));
                }
            }
            grid.save(bench, "figure5", variant);
            return figures;
        }
    }

    /** As the paper writes it. */
    private static String text(ReconstructorSpec spec) {
        String type = spec.type() == Type.PLAIN ? "p" : "r";
        String clamp = spec.normalisation() == Normalisation.CLAMP ? ",c" : "";
        return "R{" + type + "," + spec.blocks() + "," + spec.factor() + clamp + "}";
    }

    @Override
    public String settings() {
        return FIVE.toString();
    }

    @Override
    public List<Comparison> rows() {
        List<Comparison> rows = new ArrayList<>();
        for (String variant : variants()) {
            for (ReconstructorSpec spec : FIVE) {
                for (String figure : List.of(
                        "original L1",
                        "poisoned L1",
                        "original SSIM",
                        "poisoned SSIM",
                        "poisoned negative SSIM",
                        "index")) {
                    String name = text(spec) + " " + figure;
                    rows.add(Comparison.ours(Dpm.of(variant).label() + ": " + name, variant, name, 4));
                }
            }
        }
        return rows;
    }

    @Override
    public List<Chart> charts() {
        List<Comparison> bars = new ArrayList<>();
        for (String variant : variants()) {
            for (ReconstructorSpec spec : FIVE) {
                bars.add(Comparison.ours(
                        Dpm.of(variant).recipe().text() + " " + text(spec), variant, text(spec) + " index", 3));
            }
        }
        return List.of(
                new BarChart("unseen-index", "Leakage index under unseen reconstructors", "index, 0 to 1", bars));
    }
}
