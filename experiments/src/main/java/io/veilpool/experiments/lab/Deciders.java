package io.veilpool.experiments.lab;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.experiments.world.World;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.DeciderConfig;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.JudgedRows;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Deciders that entities end up with, by the agents' own recipes, judged on original features; their figures are kept. Entities are
 * counted from 0, e1 is 0.
 */
public final class Deciders {
    private final Bench bench;
    private final Lab lab;
    private final Release release;
    private final DeciderConfig scratch;
    private final DeciderConfig refining;
    private final Progress progress;

    Deciders(Bench bench, Lab lab, Release release, Budget budget, Progress progress) {
        this.bench = bench;
        this.lab = lab;
        this.release = release;
        this.scratch = budget.scratch();
        this.refining = budget.refining();
        this.progress = progress;
    }

    /**
     * Top-1 in percent.
     *
     * @param validation on what the entity judges by: its own validation images and, where a pool has classes that these lack, rows held
     *     back from that pool
     * @param test       on the test images of all classes
     */
    public record Accuracy(double validation, double test) {}

    /**
     * Rows to refine with.
     *
     * @param determinant text that everything about them follows from
     * @param poisoned    as entities publish them; if not, these are original features
     * @param rowImages   images behind one row
     */
    public record Pool(String determinant, List<? extends LabelledFeatures> rows, boolean poisoned, int rowImages) {}

    private static final Pool NO_POOL = new Pool("", List.of(), false, 1);

    /** The published decider as it is. */
    public Accuracy published(int entity) throws IOException {
        return published(entity, NO_POOL);
    }

    private Accuracy published(int entity, Pool judge) throws IOException {
        return kept(
                "published",
                entity,
                "",
                judge,
                judged(entity, judge),
                () -> release.networks().decider().copy());
    }

    /** From scratch on own images: the paper's lone entity. */
    public Accuracy ownOnly(int entity) throws IOException {
        return kept("own only", entity, scratch.toString(), NO_POOL, judged(entity, NO_POOL), () -> {
            long seed = bench.seed("scratch e" + entity);
            try (Network start = Network.random(release.networks().decider().architecture(), seed)) {
                return DeciderTrainer.train(
                        scratch, start, List.of(own(entity)), List.<LabelledFeatures>of(), seed, progress);
            }
        });
    }

    /** The published decider refined on own images. */
    public Accuracy refined(int entity) throws IOException {
        return withPool(entity, NO_POOL);
    }

    /**
     * The better of {@link #published} and {@link #refined} for the entity.
     *
     * @param judge the pool that it weighs them against, which says what it judges by
     */
    public Accuracy bestWithoutPool(int entity, Pool judge) throws IOException {
        Accuracy asIs = published(entity, judge);
        Accuracy refined = refined(entity, NO_POOL, judge, judged(entity, judge));
        return refined.validation() > asIs.validation() ? refined : asIs;
    }

    /** The same by own validation images alone. */
    public Accuracy bestWithoutPool(int entity) throws IOException {
        return bestWithoutPool(entity, NO_POOL);
    }

    /** The published decider refined on own images and pooled rows, but for those that it is judged by. */
    public Accuracy withPool(int entity, Pool pool) throws IOException {
        JudgedRows judged = judged(entity, pool);
        Pool trainedOn = pool.poisoned() ? new Pool(pool.determinant(), judged.pool(), true, pool.rowImages()) : pool;
        return refined(entity, trainedOn, pool, judged);
    }

    private Accuracy refined(int entity, Pool pool, Pool judge, JudgedRows judged) throws IOException {
        DeciderConfig usual = refining.withRowImages(pool.rowImages());
        DeciderConfig config = pool.poisoned() ? usual.fitting(List.of(own(entity)), pool.rows(), classes()) : usual;
        return kept(
                "refined",
                entity,
                config + "\n" + pool.determinant(),
                judge,
                judged,
                () -> DeciderTrainer.train(
                        config,
                        release.networks().decider(),
                        List.of(own(entity)),
                        pool.rows(),
                        bench.seed("refining e" + entity),
                        progress));
    }

    private JudgedRows judged(int entity, Pool pool) throws IOException {
        World.Part part = bench.world().entities().get(entity);
        return JudgedRows.of(
                bench.features(release, part.validation()),
                pool.poisoned() ? pool.rows() : List.<LabelledFeatures>of(),
                classes(),
                bench.seed("held back from e" + entity));
    }

    private int classes() {
        return bench.world().data().classes().size();
    }

    /** Original features of these entities: what a pool could teach if nothing had to be protected. */
    public Pool originals(int... partners) throws IOException {
        List<OriginalFeatures> rows = new ArrayList<>();
        for (int partner : partners) {
            rows.add(own(partner));
        }
        return new Pool("originals of " + Arrays.toString(partners), rows, false, 1);
    }

    /**
     * The partners' deciders, each refined on own images, averaged parameter by parameter; they share no rows at all (federated averaging,
     * McMahan et al. 2017). The steps of one refinement are spread over the rounds.
     *
     * @param judge entity whose validation images count
     */
    public Accuracy averaged(int judge, int rounds, int... partners) throws IOException {
        DeciderConfig config = refining.withSteps(Math.max(1, refining.steps() / rounds));
        String what = "averaged " + rounds + " " + Arrays.toString(partners) + "\n" + config;
        return kept("averaged", judge, what, NO_POOL, judged(judge, NO_POOL), () -> average(config, rounds, partners));
    }

    private Network average(DeciderConfig config, int rounds, int[] partners) throws IOException {
        Network global = release.networks().decider().copy();
        for (int round = 0; round < rounds; round++) {
            List<Network> locals = new ArrayList<>();
            try {
                for (int partner : partners) {
                    long seed = bench.seed("averaging e" + partner + " round " + round);
                    locals.add(DeciderTrainer.train(
                            config, global, List.of(own(partner)), List.<LabelledFeatures>of(), seed, progress));
                }
                global.close();
                global = FederatedAveraging.of(locals);
            } finally {
                locals.forEach(Network::close);
            }
        }
        return global;
    }

    private interface Maker {
        Network make() throws IOException;
    }

    private Accuracy kept(String what, int entity, String determinant, Pool judge, JudgedRows judged, Maker maker)
            throws IOException {
        World.Part part = bench.world().entities().get(entity);
        String digest = Lab.digest(
                release.digest(),
                what,
                entity,
                part.training().digest(),
                part.validation().digest(),
                bench.world().test().digest(),
                bench.seed("deciders"),
                judged.heldBack() == 0 ? determinant : determinant + "\njudged by " + judge.determinant());
        Path file = lab.place("deciders", digest + ".json");
        if (!Files.exists(file)) {
            try (Network made = maker.make();
                    Network decider = made.folded()) {
                Accuracy accuracy = new Accuracy(
                        DeciderTrainer.percent(judged.right(decider)),
                        DeciderTrainer.top1(
                                decider, bench.features(release, bench.world().test()), 1));
                PrivateFiles.write(file, ProtocolJson.write(accuracy));
            }
        }
        return Lab.read(file, Accuracy.class);
    }

    private OriginalFeatures own(int entity) throws IOException {
        return bench.features(release, bench.world().entities().get(entity).training());
    }
}
