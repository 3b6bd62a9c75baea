package io.veilpool.experiments.experiment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.Mixing;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.Perturbations;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.pretraining.GateFitting;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.Width;
import io.veilpool.experiments.world.World;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.gate.ProtectionGate;
import io.veilpool.model.protocol.GateCalibration;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Which contributions the coordinator's gate catches (docs/gate.md). */
final class Gate implements Experiment {
    /** Rows of a contribution. */
    private static final int CONTRIBUTION = 256;

    private static final int DRAWS = 2000;
    /** Rows of each kind that contributions are drawn from, at most. */
    private static final int ROWS = 1200;

    private static final double PERCENT = 100;
    private static final int PUBLISHER = 0;
    private static final int DISHONEST = 1;

    private static final List<String> HONEST = List.of("protected, e1", "protected, e2", "protected, e3");
    private static final List<Double> SHARES = List.of(0.02, 0.05, 0.1);

    /** What is done to original features, at strengths between those that the gate is fitted on, at these, and beyond. */
    private static final List<String> WEAK = List.of(
            "original",
            "gaussian 3, 0.5",
            "gaussian 3, 1",
            "gaussian 9, 3",
            "mean 3",
            "mean 5",
            "mean 15",
            "noise 0.1",
            "noise 0.3",
            "noise 0.7",
            "noise 1",
            "noise 1.5",
            "noise 3");

    private static final List<String> CLEVER = List.of(
            "mean of a protected and an original row",
            "3 parts protected, 1 part original",
            "half as many images, no DPM",
            "as many images, no DPM",
            "a tenth of the DPM's change",
            "a third of the DPM's change");

    @Override
    public String name() {
        return "gate";
    }

    @Override
    public String title() {
        return "The coordinator's gate: which contributions are caught";
    }

    @Override
    public String reading() {
        return "e1 publishes networks and what the gate goes by, fitted on its own images without any DPM. *Caught* is the share of 2,000 contributions of 256"
                + " rows, drawn from up to 1,200 rows, that have more rows that look unprotected than are allowed; *rows* is the share of rows that look"
                + " so, both in percent. Protected rows are of each entity's own DPM, all others are e2's. Filters are side and sigma in places, noise is in"
                + " standard deviations of the features; *5 % original* are protected rows of e2 of which so many are replaced by original ones.";
    }

    /** Its figures so far stand in docs/gate.md. */
    @Override
    public boolean alwaysShown() {
        return false;
    }

    @Override
    public List<WorldKind> worlds() {
        return List.of(WorldKind.EQUAL, WorldKind.SKEWED);
    }

    @Override
    public List<String> variants() {
        return PoisoningProfile.NAMED.stream().map(PoisoningProfile::name).toList();
    }

    @Override
    public String settings() {
        return WEAK + " " + CLEVER + " " + SHARES + " " + CONTRIBUTION + " " + DRAWS + " " + ROWS;
    }

    @Override
    public Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException {
        DpmConfig config = Profiles.of(variant).config(bench.budget());
        List<World.Part> entities = bench.world().entities();
        Map<String, Double> figures = new TreeMap<>();
        try (Release release = bench.release(Width.NARROW, Networks.USUAL_HOOK_POINT, entities.get(PUBLISHER));
                Pools pools = Pools.of(bench, release, config)) {
            GateCalibration calibration = GateFitting.fit(
                    release.networks().featurizer(),
                    release.networks().decider(),
                    release.networks().reconstructor(),
                    bench.features(release, entities.get(PUBLISHER).training()),
                    config.imagesPerRow(),
                    bench.seed("gate"));
            try (ProtectionGate gate = new ProtectionGate(release.networks(), calibration)) {
                SequencedMap<String, boolean[]> judged = new LinkedHashMap<>();
                for (int entity = 0; entity < HONEST.size(); entity++) {
                    OriginalFeatures own =
                            bench.features(release, entities.get(entity).training());
                    judged.put(
                            HONEST.get(entity), judge(gate, own, pools.dpm(entity), bench.seed("rows of e" + entity)));
                }
                OriginalFeatures own =
                        bench.features(release, entities.get(DISHONEST).training());
                dishonest(bench, own, pools.dpm(DISHONEST))
                        .forEach((name, rows) -> judged.put(name, judge(gate, rows)));
                put(figures, judged, new SplittableRandom(bench.seed("contributions")));
            }
        }
        return figures;
    }

    private static void put(Map<String, Double> figures, Map<String, boolean[]> judged, SplittableRandom random) {
        judged.forEach((name, rows) -> {
            figures.put("rows " + name, PERCENT * count(rows) / rows.length);
            figures.put("caught " + name, PERCENT * caught(rows, rows, 0, random));
        });
        boolean[] original = judged.getOrDefault("original", new boolean[0]);
        boolean[] ofProtected = judged.getOrDefault(HONEST.get(DISHONEST), new boolean[0]);
        for (double share : SHARES) {
            int replaced = (int) Math.round(share * CONTRIBUTION);
            figures.put("caught " + partly(share), PERCENT * caught(ofProtected, original, replaced, random));
        }
    }

    private static String partly(double share) {
        return "%d %% original".formatted(Math.round(PERCENT * share));
    }

    private static int count(boolean[] rows) {
        int count = 0;
        for (boolean row : rows) {
            count += row ? 1 : 0;
        }
        return count;
    }

    private static double caught(boolean[] rows, boolean[] others, int ofOthers, SplittableRandom random) {
        int allowed = ProtectionGate.allowed(CONTRIBUTION);
        int caught = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            int unprotected = 0;
            for (int row = 0; row < CONTRIBUTION; row++) {
                boolean[] from = row < ofOthers ? others : rows;
                unprotected += from[random.nextInt(from.length)] ? 1 : 0;
            }
            caught += unprotected > allowed ? 1 : 0;
        }
        return (double) caught / DRAWS;
    }

    private static SequencedMap<String, LabelledFeatures> dishonest(Bench bench, OriginalFeatures own, PrivateDpm dpm) {
        OriginalFeatures some = first(own);
        long seed = bench.seed("dishonest");
        double deviation = Perturbations.deviation(own);
        SequencedMap<String, LabelledFeatures> rows = new LinkedHashMap<>();
        for (String name : WEAK) {
            rows.put(name, Filters.apply(new Change(name, perturbation(name, deviation)), some, seed));
        }
        int images = dpm.imagesPerRow();
        OriginalFeatures mixed = mixed(own, images, seed);
        rows.put(CLEVER.get(0), blended(mixed, dpm, some, 0.5f));
        rows.put(CLEVER.get(1), blended(mixed, dpm, some, 0.25f));
        rows.put(CLEVER.get(2), mixed(own, Math.max(1, images / 2), seed));
        rows.put(CLEVER.get(3), mixed);
        rows.put(CLEVER.get(4), less(mixed, dpm, 0.1f));
        rows.put(CLEVER.get(5), less(mixed, dpm, 1 / 3f));
        return rows;
    }

    private static Perturbation perturbation(String name, double deviation) {
        String[] words = name.split(",? ");
        return switch (words[0]) {
            case "original" -> Perturbation.NONE;
            case "gaussian" -> Perturbations.gaussian(Integer.parseInt(words[1]), Double.parseDouble(words[2]));
            case "mean" -> Perturbations.mean(Integer.parseInt(words[1]));
            case "noise" -> Perturbations.noise(Double.parseDouble(words[1]) * deviation);
            default -> throw new IllegalArgumentException("no perturbation is called " + name);
        };
    }

    private static boolean[] judge(ProtectionGate gate, OriginalFeatures own, PrivateDpm dpm, long seed) {
        return judge(
                gate,
                Filters.apply(
                        new Change("DPM", (z, random) -> dpm.apply(z)), mixed(own, dpm.imagesPerRow(), seed), seed));
    }

    private static boolean[] judge(ProtectionGate gate, LabelledFeatures rows) {
        boolean[][] judged = gate.judge(rows);
        boolean[] any = new boolean[judged.length];
        for (int row = 0; row < any.length; row++) {
            any[row] = ProtectionGate.unprotected(judged[row]);
        }
        return any;
    }

    /** As many rows as there may be, each image several times if it must be. */
    private static OriginalFeatures mixed(OriginalFeatures own, int imagesPerRow, long seed) {
        int rounds = imagesPerRow == 1 ? 1 : Math.ceilDiv(ROWS * imagesPerRow, own.rows());
        return first(Mixing.rounds(own, imagesPerRow, rounds, seed, RowMemory.RESIDENT)
                .rows());
    }

    private static OriginalFeatures first(OriginalFeatures features) {
        return features.select(
                IntStream.range(0, Math.min(ROWS, features.rows())).toArray());
    }

    /** Each protected row averaged with an original one. */
    private static OriginalFeatures blended(
            OriginalFeatures mixed, PrivateDpm dpm, OriginalFeatures originals, float share) {
        return Filters.apply(
                new Change("blend", (z, random) -> {
                    NDManager scope = z.getManager();
                    int[] rows = random.ints(z.getShape().get(0), 0, originals.rows())
                            .toArray();
                    NDArray part = originals.batch(scope, rows).mul(scope.create(share));
                    return dpm.apply(z).mul(scope.create(1 - share)).add(part);
                }),
                mixed,
                0);
    }

    private static OriginalFeatures less(OriginalFeatures mixed, PrivateDpm dpm, float share) {
        return Filters.apply(
                new Change(
                        "less",
                        (z, random) -> dpm.apply(z)
                                .sub(z)
                                .mul(z.getManager().create(share))
                                .add(z)),
                mixed,
                0);
    }

    @Override
    public List<Table> tables() {
        List<Table.Column> caught = new ArrayList<>();
        HONEST.forEach(name -> caught.add(new Table.Column(name, "caught " + name, 1)));
        SHARES.forEach(share -> caught.add(new Table.Column(partly(share), "caught " + partly(share), 1)));
        WEAK.forEach(name -> caught.add(new Table.Column(name, "caught " + name, 1)));
        List<Table.Column> clever = new ArrayList<>();
        CLEVER.forEach(name -> clever.add(new Table.Column(name, "caught " + name, 1)));
        List<Table.Column> rows = new ArrayList<>();
        HONEST.forEach(name -> rows.add(new Table.Column(name, "rows " + name, 2)));
        WEAK.forEach(name -> rows.add(new Table.Column(name, "rows " + name, 1)));
        return Arrays.asList(
                Table.ofVariants("Contributions caught, percent", variants(), caught),
                Table.ofVariants("Of contributors who know the gate, percent", variants(), clever),
                Table.ofVariants("Rows that look unprotected, percent", variants(), rows));
    }
}
