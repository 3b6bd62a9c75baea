package io.veilpool.experiments.methods;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.attack.AttackBudget;
import io.veilpool.agent.attack.AttackScene;
import io.veilpool.agent.attack.AttributeInference;
import io.veilpool.agent.attack.Insider;
import io.veilpool.agent.attack.PictureWatch;
import io.veilpool.agent.attack.Poisoner;
import io.veilpool.agent.attack.ReconstructionResult;
import io.veilpool.agent.attack.UnseenReconstructors;
import io.veilpool.agent.attack.VictimRows;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.evaluation.AttributeScores;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.experiments.experiment.PictureGrid;
import io.veilpool.experiments.world.AttributeWorld;
import io.veilpool.experiments.world.ForeignImages;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.model.metric.ClassScores;
import io.veilpool.model.metric.ImageReadings;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures one contestant on test images; attackers train on images that no protection has seen, with the victim's module in their hands. */
final class Figures {
    /** Stands before the figures of attackers who were trained on unprotected features. */
    static final String UNAWARE = "unaware ";

    private static final int SHOWN = 12;

    private final Workshop workshop;
    private final Protected contestant;
    private final Map<String, Double> figures;
    private final LabelledImages test;
    private final OriginalFeatures tested;
    private final long seed;

    private Figures(Workshop workshop, Protected contestant, Map<String, Double> figures) {
        this.workshop = workshop;
        this.contestant = contestant;
        this.figures = figures;
        this.test = workshop.world().test();
        this.tested = FeatureCache.compute(contestant.networks(), test, workshop.progress());
        this.seed = workshop.seed("attacks");
    }

    /** Adds the task's figures and those of attackers who know the protection. */
    static void put(Workshop workshop, Protected contestant, String name, Map<String, Double> figures)
            throws IOException {
        Figures measuring = new Figures(workshop, contestant, figures);
        measuring.task();
        measuring.attacks(name, scene -> {});
    }

    /** Adds also those of attackers who do not know it, and how like its person a rebuilt picture is. */
    static void putAll(Workshop workshop, Protected contestant, String name, Map<String, Double> figures)
            throws IOException {
        Figures measuring = new Figures(workshop, contestant, figures);
        measuring.task();
        measuring.attacks(name, measuring::unaware);
    }

    /** Adds the figures of attackers with fewer images, and with images of another domain. */
    static void putByAttackers(Workshop workshop, Protected contestant, String name, Map<String, Double> figures) {
        new Figures(workshop, contestant, figures).byAttackers();
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
        List<AttributeScores> attributes =
                AttributeScores.of(workshop.world().data().task(), scores, labels);
        putMean(name + " balanced", 100, attributes, AttributeScores::balancedAccuracy);
        putMean(name + " AUC", 1, attributes, AttributeScores::auc);
        putMean(name + " mAP", 1, attributes, AttributeScores::meanAveragePrecision);
        putMean(name + " MCC", 1, attributes, AttributeScores::matthews);
    }

    /** Over the main attributes; no figure where one of them has none. */
    private void putMean(
            String name,
            double unit,
            List<AttributeScores> attributes,
            Function<AttributeScores, @Nullable Double> score) {
        double sum = 0;
        for (AttributeScores attribute : attributes) {
            Double value = score.apply(attribute);
            if (value == null) {
                return;
            }
            sum += value;
        }
        figures.put(name, unit * sum / attributes.size());
    }

    /** @param more attacks on the same scene, whose pictures nobody looks at */
    private void attacks(String name, Consumer<AttackScene> more) throws IOException {
        AttributeWorld world = workshop.world();
        First seen = new First();
        PersonNetwork persons = workshop.persons();
        try (Likeness likeness = persons == null ? null : new Likeness(persons, test);
                AttackScene scene = scene(world.attackers())
                        .watch((attacker, images, pictures) -> {
                            seen.seen(attacker, images, pictures);
                            if (likeness != null) {
                                likeness.seen(attacker, images, pictures);
                            }
                        })
                        .build()) {
            inverter("", new Insider().run(scene, workshop.effort().attack(), seed, workshop.progress()));
            if (likeness != null) {
                likeness.put(figures);
            }
            attribute("", answers(AttributeInference.Knower.INSIDER, world.attackers(), scene));
            more.accept(scene);
        }
        seen.save(name);
    }

    /** Those who were trained on unprotected features, as the attackers are that DeepObfuscator and Deep Poisoning's Table 4 call fixed. */
    private void unaware(AttackScene scene) {
        UnseenReconstructors fixed = UnseenReconstructors.decoderAlone();
        inverter(UNAWARE, fixed.run(scene, workshop.effort().attack(), seed, workshop.progress()));
        attribute(
                UNAWARE,
                answers(AttributeInference.Knower.UNAWARE, workshop.world().attackers(), scene));
    }

    private void byAttackers() {
        LabelledImages all = workshop.world().attackers();
        ImageReadings anchor;
        try (AttackScene scene = scene(all).build()) {
            anchor = scene.cleanReadings(workshop.effort().attack(), seed, workshop.progress());
        }
        for (int images : Contestant.ATTACKERS_IMAGES) {
            if (images < all.size()) {
                insider(Contestant.with(images), all.first(images), anchor, true);
            }
        }
        insider(Contestant.WITH_ALL, all, anchor, true);
        longer(all);
        for (ForeignImages foreign : workshop.foreign()) {
            String name = foreign.name().equals(ImageData.GENERATED) ? Contestant.GENERATED : Contestant.OF_ANOTHER_SET;
            insider(name, decided(foreign.first(all.size()).images()), anchor, false);
        }
    }

    /** With an anchor of as many steps: what is longer must be so on unprotected features, too. */
    private void longer(LabelledImages all) {
        AttackBudget budget = workshop.effort().attack();
        try (AttackScene scene = scene(all).build()) {
            inverter(
                    Contestant.WITH_MORE_STEPS + " ",
                    new Insider()
                            .run(
                                    scene,
                                    budget.withSteps(Contestant.LONGER * budget.steps()),
                                    seed,
                                    workshop.progress()));
        }
    }

    /** Labels of images that have none of this task: what the published networks decide, as anybody can. */
    private LabelledImages decided(LabelledImages images) {
        OriginalFeatures features = FeatureCache.compute(contestant.networks(), images, workshop.progress());
        int[] labels = ClassScores.decisions(
                DeciderTrainer.probabilities(contestant.networks().decider(), features));
        byte[][] pixels = new byte[images.size()][images.spec().values()];
        for (int i = 0; i < pixels.length; i++) {
            images.pixels(i, pixels[i]);
        }
        return LabelledImages.of(images.spec(), pixels, labels);
    }

    private void insider(String which, LabelledImages attackers, ImageReadings anchor, boolean know) {
        try (AttackScene scene = scene(attackers).anchor(anchor).build()) {
            inverter(which + " ", new Insider().run(scene, workshop.effort().attack(), seed, workshop.progress()));
            if (know) {
                attribute(which + " ", answers(AttributeInference.Knower.INSIDER, attackers, scene));
            }
        }
    }

    private AttackScene.Builder scene(LabelledImages attackers) {
        PublishedNetworks networks = contestant.networks();
        Poisoner poisoner = contestant.poisoner();
        return AttackScene.of(
                        networks,
                        attackers,
                        FeatureCache.compute(networks, attackers, workshop.progress()),
                        VictimRows.draw(poisoner, test, tested, seed))
                .unprotected(
                        FeatureCache.unprotected(networks, attackers, workshop.progress()),
                        FeatureCache.unprotected(networks, test, workshop.progress()))
                .victim(poisoner);
    }

    private List<AttributeInference.Answers> answers(
            AttributeInference.Knower knower, LabelledImages attackers, AttackScene scene) {
        return new AttributeInference(
                        knower,
                        workshop.world().data().sensitive().name(),
                        attackers.sensitiveValues(0),
                        test.sensitiveValues(0))
                .answers(scene, workshop.effort().attack(), seed, workshop.progress());
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

    /** @param whose stands before the names of the figures */
    private void inverter(String whose, ReconstructionResult result) {
        figures.put(whose + "index", result.leakage());
        figures.put(whose + "index low", result.low());
        figures.put(whose + "index high", result.high());
        figures.put(whose + "SSIM", result.best().ssim());
        figures.put(whose + "L1", result.best().l1());
        figures.put(whose + "retrieval", result.best().top1Retrieval());
        figures.put(whose + "converged", result.converged() ? 1.0 : 0);
    }

    /** The attacker that is best on the first half of the images, on the second half. */
    private void attribute(String whose, List<AttributeInference.Answers> attackers) {
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
            figures.put(
                    whose + "attribute by " + attacker.attacker(), 100 * right(ClassScores.decisions(scored), asked));
            if (chosenBy > most) {
                most = chosenBy;
                best = scored;
            }
        }
        double rate = 100 * right(ClassScores.decisions(best), asked);
        double floor = 100 * floor(IntStream.range(half, all).map(test::label).toArray(), asked);
        figures.put(whose + "attribute", rate);
        figures.put(
                whose + "attribute balanced", 100 * ClassScores.balancedAccuracy(ClassScores.decisions(best), asked));
        double auc = ClassScores.meanAuc(best, asked);
        if (Double.isFinite(auc)) {
            figures.put(whose + "attribute AUC", auc);
        }
        figures.put("attribute floor", floor);
        figures.put(whose + "attribute above floor", rate - floor);
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
}
