package io.veilpool.experiments.lab;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.PoisoningNetwork;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.experiments.world.World;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where one experiment works in one world: asks for networks, features and DPMs, which are made once and kept. In the paper's tables but
 * the fifth all four entities' images are one party's; its DPM learns on what the classifier was trained on.
 */
public final class Bench {
    private static final double EVERYTHING = 100;

    private final Lab lab;
    private final Releases releases;
    private final World world;
    private final World.Part together;
    private final Budget budget;
    private final Networks networks;
    private final Path pictures;
    private final Finished finished;
    private final Progress progress;

    /** Runs of the same experiment and world that are finished. */
    @FunctionalInterface
    public interface Finished {
        Optional<Map<String, Double>> figures(String variant);
    }

    /**
     * @param pictures folder for grids of pictures
     * @param finished what a run can compare itself with
     */
    public Bench(
            Lab lab,
            World world,
            Budget budget,
            Networks networks,
            Path pictures,
            Finished finished,
            Progress progress) {
        this.lab = lab;
        this.releases = new Releases(lab, progress);
        this.world = world;
        this.together = world.together();
        this.budget = budget;
        this.networks = networks;
        this.pictures = pictures;
        this.finished = finished;
        this.progress = progress;
    }

    /** Digest of all that decides the figures of a run but its experiment. */
    public static String settings(World world, Budget budget, Networks networks, int threads) throws IOException {
        return Lab.digest(
                budget,
                networks.determinant(),
                world.digest(),
                world.kind(),
                world.data().classes(),
                world.seed(),
                threads);
    }

    /** The same with what the experiment adds. */
    public static String settings(String world, String experiment) {
        return Lab.digest(world, experiment);
    }

    public World world() {
        return world;
    }

    public Finished finished() {
        return finished;
    }

    public Path pictures() {
        return pictures;
    }

    /** A seed of its own for each purpose. */
    public long seed(String purpose) {
        return new SplittableRandom(world.seed() * 31 + purpose.hashCode()).nextLong();
    }

    /** Networks pre-trained on all entities' images, with the paper's reconstructor trained on public ones. */
    public Release release(Width width) throws IOException {
        return release(width, networks.hookPoint(), together, budget.preTraining(), ReconstructorSpec.PAPER);
    }

    /** The same with featurizer and decider of one entity. */
    public Release release(Width width, World.Part publisher) throws IOException {
        return release(width, networks.hookPoint(), publisher);
    }

    /**
     * The same for another hook point or publisher, with the reconstructor that agents publish.
     *
     * @param publisher whose images featurizer and decider are trained on
     */
    public Release release(Width width, String hookPoint, World.Part publisher) throws IOException {
        return release(width, hookPoint, publisher, budget.preTraining());
    }

    /**
     * The same pre-trained in another way.
     *
     * @param preTraining steps say nothing where weights were given
     */
    public Release release(Width width, String hookPoint, World.Part publisher, PreTrainingConfig preTraining)
            throws IOException {
        return release(width, hookPoint, publisher, preTraining, ReconstructorSpec.PUBLISHED);
    }

    private Release release(
            Width width,
            String hookPoint,
            World.Part publisher,
            PreTrainingConfig preTraining,
            ReconstructorSpec reconstructor)
            throws IOException {
        return releases.release(
                networks.preTraining(width, preTraining),
                world.data().classes(),
                networks.backbone(width),
                hookPoint,
                publisher,
                reconstructor,
                world.publicImages(),
                seed("pre-training"));
    }

    /** Original features, row by row. */
    public OriginalFeatures features(Release release, LabelledImages images) throws IOException {
        return releases.features(release, images);
    }

    /** Trained on original features of public images. */
    public Network reconstructor(Release release, ReconstructorSpec spec) throws IOException {
        return releases.reconstructor(
                budget.preTraining(), release, spec, world.publicImages(), seed("reconstructor " + spec));
    }

    /** Deciders on this release's features. */
    public Deciders deciders(Release release) {
        return new Deciders(this, lab, release, budget, progress);
    }

    public Budget budget() {
        return budget;
    }

    public Progress progress() {
        return progress;
    }

    /** What is kept of a training; no module: none of its starts passed. */
    private record Kept(@Nullable String module, int restarts, List<String> incidents) {}

    /**
     * A DPM trained on all entities' images.
     *
     * @param change what is done to features before it; whoever applies the DPM does it first
     * @throws FailedRunException if no start passed its checks
     */
    public TrainedDpm dpm(Release release, Recipe recipe, Change change) throws IOException, FailedRunException {
        DpmConfig usual = budget.dpm(recipe);
        // What a perturbation costs is a figure here and no reason for another start.
        DpmConfig config = change == Change.NONE
                ? usual
                : usual.withLimits(EVERYTHING, usual.minRelativeChange(), usual.maxSsim());
        return dpm(release, config, change, together, "DPM");
    }

    /**
     * The same of one entity and of any configuration.
     *
     * @param purpose gives the seed; an entity's name, so that no two entities start alike
     */
    public TrainedDpm dpm(Release release, DpmConfig config, Change change, World.Part images, String purpose)
            throws IOException, FailedRunException {
        long seed = seed(purpose);
        String digest = Lab.digest(
                release.digest(),
                config,
                change.name(),
                images.training().digest(),
                images.validation().digest(),
                seed);
        Path record = lab.place("dpms", digest + ".json");
        Path weights = lab.place("dpms", digest + ".sealed");
        if (!Files.exists(record)) {
            Kept kept = train(release, config, images, change, seed, weights);
            PrivateFiles.write(record, ProtocolJson.write(kept));
        }
        Kept kept = Lab.read(record, Kept.class);
        if (kept.module() == null) {
            throw new FailedRunException("no DPM passed its checks: " + String.join("; ", kept.incidents()));
        }
        PrivateDpm dpm = PrivateDpm.importWeights(
                lab.unseal(weights),
                PoisoningNetwork::open,
                kept.module(),
                config.imagesPerRow(),
                release.networks().featurizer().architecture().output(),
                lab.access());
        return new TrainedDpm(dpm, kept.restarts());
    }

    private Kept train(Release release, DpmConfig config, World.Part images, Change change, long seed, Path weights)
            throws IOException {
        try {
            DpmTraining training = DpmTrainer.train(
                    config,
                    release.networks(),
                    features(release, images.training()),
                    images.training(),
                    features(release, images.validation()),
                    images.validation(),
                    change.perturbation(),
                    RowMemory.RESIDENT,
                    seed,
                    progress);
            try (PrivateDpm dpm = training.dpm()) {
                lab.seal(weights, dpm.exportWeights(lab.access()));
                return new Kept(dpm.module(), training.restarts(), training.incidents());
            }
        } catch (DpmTrainingFailedException e) {
            return new Kept(null, e.incidents().size(), e.incidents());
        }
    }
}
