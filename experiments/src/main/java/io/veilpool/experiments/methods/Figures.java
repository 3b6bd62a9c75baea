package io.veilpool.experiments.methods;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.AttributeInference;
import io.veilpool.agent.attack.Insider;
import io.veilpool.agent.attack.PictureWatch;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.ReconstructionResult;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.experiments.experiment.PictureGrid;
import io.veilpool.experiments.world.AttributeWorld;
import io.veilpool.model.metric.ClassScores;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.DeciderTrainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Measures one contestant on test images; attackers train on images that no protection has seen, with the victim's module in their hands. */
final class Figures {
    private static final int SHOWN = 12;

    private final Workshop workshop;
    private final Protected contestant;
    private final Map<String, Double> figures;
    private final LabelledImages test;
    private final OriginalFeatures tested;

    private Figures(Workshop workshop, Protected contestant, Map<String, Double> figures) {
        this.workshop = workshop;
        this.contestant = contestant;
        this.figures = figures;
        this.test = workshop.world().test();
        this.tested = FeatureCache.compute(contestant.networks(), test, workshop.progress());
    }

    /** Adds everything that is known of a contestant. */
    static void put(Workshop workshop, Protected contestant, String name, Map<String, Double> figures)
            throws IOException {
        Figures measuring = new Figures(workshop, contestant, figures);
        measuring.task();
        measuring.attacks(name);
    }

    /** What decisions about rows, and of the decider that learnt from them about own images, are worth. */
    private void task() {
        PublishedNetworks networks = contestant.networks();
        long seed = workshop.seed("rows");
        OriginalFeatures own = FeatureCache.compute(networks, workshop.world().own(), workshop.progress());
        PoisonedFeatures pool = contestant.poisoner().poison(own, seed);
        try (Network refined = DeciderTrainer.train(
                workshop.effort().refining(),
                networks.decider(),
                List.of(),
                List.of(pool),
                workshop.seed("refining"),
                workshop.progress())) {
            decisions("main", refined, tested);
        }
        decisions("main of rows", networks.decider(), contestant.poisoner().poison(tested, seed));
    }

    private void decisions(String name, Network decider, LabelledFeatures rows) {
        double[][] scores = DeciderTrainer.probabilities(decider, rows);
        int[] decided = ClassScores.decisions(scores);
        int[] labels = IntStream.range(0, scores.length).map(rows::label).toArray();
        figures.put(name + " top-1", 100 * right(decided, labels));
        figures.put(name + " balanced", 100 * ClassScores.balancedAccuracy(decided, labels));
        putIfKnown(name + " AUC", ClassScores.meanAuc(scores, labels));
    }

    private void attacks(String name) throws IOException {
        AttributeWorld world = workshop.world();
        PublishedNetworks networks = contestant.networks();
        Poisoner poisoner = contestant.poisoner();
        LabelledImages attackers = world.attackers();
        long seed = workshop.seed("attacks");
        First seen = new First();
        try (AttackScene scene = AttackScene.of(
                        networks,
                        attackers,
                        FeatureCache.compute(networks, attackers, workshop.progress()),
                        VictimRows.draw(poisoner, test, tested, seed))
                .unprotected(
                        FeatureCache.unprotected(networks, attackers, workshop.progress()),
                        FeatureCache.unprotected(networks, test, workshop.progress()))
                .victim(poisoner)
                .watch(seen)
                .build()) {
            inverter(new Insider().run(scene, workshop.effort().attack(), seed, workshop.progress()));
            attribute(new AttributeInference(
                            AttributeInference.Knower.INSIDER,
                            world.data().sensitive().name(),
                            attackers.sensitiveValues(0),
                            test.sensitiveValues(0))
                    .answers(scene, workshop.effort().attack(), seed, workshop.progress()));
        }
        seen.save(name);
    }

    /** The first pictures that the inverter paints, for a grid: chosen by nobody. */
    private final class First implements PictureWatch {
        private final PictureGrid grid = new PictureGrid(test.spec());
        private boolean full;

        @Override
        public void seen(String attacker, int[] images, NDArray pictures) {
            if (!full) {
                full = true;
                int[] some = Arrays.copyOf(images, Math.min(SHOWN, images.length));
                grid.row("images", test.batch(pictures.getManager(), some));
                grid.row(attacker, pictures.get("0:" + some.length));
            }
        }

        void save(String name) throws IOException {
            if (full) {
                AttributeWorld world = workshop.world();
                grid.save(workshop.pictures(), "figure7", world.data().name(), world.seed(), name);
            }
        }
    }

    private void inverter(ReconstructionResult result) {
        figures.put("index", result.leakage());
        figures.put("index low", result.low());
        figures.put("index high", result.high());
        figures.put("SSIM", result.best().ssim());
        figures.put("L1", result.best().l1());
        figures.put("retrieval", result.best().top1Retrieval());
        figures.put("converged", result.converged() ? 1.0 : 0);
    }

    /** The attacker that is best on the first half of the images, on the second half. */
    private void attribute(List<AttributeInference.Answers> attackers) {
        int all = attackers.getFirst().scores().length;
        int half = all / 2;
        int[] known = Arrays.copyOf(test.sensitiveValues(0), half);
        int[] asked = Arrays.copyOfRange(test.sensitiveValues(0), half, all);
        double[][] best = {};
        double most = -1;
        for (AttributeInference.Answers attacker : attackers) {
            double[][] scores = wide(attacker.scores());
            double chosenBy = right(ClassScores.decisions(Arrays.copyOf(scores, half)), known);
            double[][] scored = Arrays.copyOfRange(scores, half, all);
            figures.put("attribute by " + attacker.attacker(), 100 * right(ClassScores.decisions(scored), asked));
            if (chosenBy > most) {
                most = chosenBy;
                best = scored;
            }
        }
        double rate = 100 * right(ClassScores.decisions(best), asked);
        double floor = 100 * floor(IntStream.range(half, all).map(test::label).toArray(), asked);
        figures.put("attribute", rate);
        figures.put("attribute balanced", 100 * ClassScores.balancedAccuracy(ClassScores.decisions(best), asked));
        putIfKnown("attribute AUC", ClassScores.meanAuc(best, asked));
        figures.put("attribute floor", floor);
        figures.put("attribute above floor", rate - floor);
    }

    private static double[][] wide(float[][] scores) {
        double[][] wide = new double[scores.length][];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = new double[scores[i].length];
            for (int v = 0; v < wide[i].length; v++) {
                wide[i][v] = scores[i][v];
            }
        }
        return wide;
    }

    /**
     * What nobody goes below who gets the main label with each row: {@code sum_y p(y) max_s p(s|y)}; the share that the most frequent
     * value of each label has.
     */
    private static double floor(int[] labels, int[] values) {
        int classes = 1 + Arrays.stream(labels).max().orElse(0);
        int count = 1 + Arrays.stream(values).max().orElse(0);
        int[][] rows = new int[classes][count];
        for (int i = 0; i < labels.length; i++) {
            rows[labels[i]][values[i]]++;
        }
        return Arrays.stream(rows)
                        .mapToInt(ofLabel -> Arrays.stream(ofLabel).max().orElse(0))
                        .sum()
                / (double) labels.length;
    }

    private static double right(int[] decided, int[] labels) {
        return IntStream.range(0, labels.length)
                        .filter(i -> decided[i] == labels[i])
                        .count()
                / (double) labels.length;
    }

    /** A ranking of rows of one class has no figure. */
    private void putIfKnown(String name, double value) {
        if (Double.isFinite(value)) {
            figures.put(name, value);
        }
    }
}
