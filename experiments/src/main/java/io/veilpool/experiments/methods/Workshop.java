package io.veilpool.experiments.methods;

import io.veilpool.agent.pretraining.ClassifierTraining;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.pretraining.PreTraining;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.pretraining.PreTrainingResult;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.experiments.lab.Lab;
import io.veilpool.experiments.world.AttributeWorld;
import io.veilpool.experiments.world.ForeignImages;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where contestants of one world are made: all from the same classifier, which is trained once and kept in the lab. */
final class Workshop {
    /** The classifier as it is, for who protects by a module of the entity's or not at all. */
    static final NetworkTrainer UNPROTECTED = (config, backbone, hook, images, seed, progress) -> {
        Network whole = ClassifierTraining.train(config, backbone, images, seed, progress);
        return new NetworkTrainer.Trained(whole, whole.copy());
    };

    private static final String ONLY = "e1";
    private static final int VALIDATION = 200;

    private final Lab lab;
    private final AttributeWorld world;
    private final MethodEffort effort;
    private final Path pictures;
    private final List<ForeignImages> foreign;
    private final @Nullable PersonNetwork persons;
    private final Progress progress;

    /**
     * @param pictures folder for grids of pictures
     * @param foreign  what attackers may have instead of images like the victim's
     * @param persons  stays open; null where it isn't known who is on an image
     */
    Workshop(
            Lab lab,
            AttributeWorld world,
            MethodEffort effort,
            Path pictures,
            List<ForeignImages> foreign,
            @Nullable PersonNetwork persons,
            Progress progress) {
        this.lab = lab;
        this.world = world;
        this.effort = effort;
        this.pictures = pictures;
        this.foreign = foreign;
        this.persons = persons;
        this.progress = progress;
    }

    AttributeWorld world() {
        return world;
    }

    MethodEffort effort() {
        return effort;
    }

    Path pictures() {
        return pictures;
    }

    List<ForeignImages> foreign() {
        return foreign;
    }

    @Nullable
    PersonNetwork persons() {
        return persons;
    }

    Progress progress() {
        return progress;
    }

    /** A seed of its own for each purpose. */
    long seed(String purpose) {
        return new SplittableRandom(world.seed() * 31 + purpose.hashCode()).nextLong();
    }

    /** State_dict of the classifier. */
    private Path classifier() throws IOException {
        PreTrainingConfig config = effort.classifier();
        Path file = lab.place("classifiers", Lab.digest(config, effort.backbone(), world.digest(), world.seed()));
        if (!Files.exists(file)) {
            try (Network network = ClassifierTraining.train(
                    config,
                    Backbones.named(
                            effort.backbone(),
                            world.own().spec(),
                            world.data().classes().size()),
                    world.own(),
                    seed("classifier"),
                    progress)) {
                SafeTensors.write(file, network.weights(), Map.of());
            }
        }
        return file;
    }

    /**
     * Networks as they would be published.
     *
     * @param reconstructor whether the contestant needs a trained one
     * @return the caller closes them
     */
    PublishedNetworks publish(NetworkTrainer trainer, String hookPoint, boolean reconstructor) throws IOException {
        PreTrainingConfig usual = effort.classifier();
        PreTrainingConfig begun = new PreTrainingConfig(
                0,
                usual.batch(),
                usual.peakRate(),
                usual.weightDecay(),
                reconstructor ? usual.reconstructorSteps() : 1,
                usual.reconstructorBatch(),
                usual.reconstructorRate(),
                classifier(),
                false,
                0);
        Charter charter = charter(hookPoint);
        Path folder = lab.place("contestants", "one-at-a-time");
        PrivateFiles.folder(folder);
        PreTrainingResult made = PreTraining.run(
                trainer,
                begun,
                charter,
                world.own(),
                world.test().first(VALIDATION),
                seed("protection"),
                folder,
                progress);
        ReleaseManifest manifest = new ReleaseManifest(
                1,
                new UUID(0, 0),
                1,
                ReleaseKind.NETWORK,
                ONLY,
                hookPoint,
                made.featureShape(),
                made.networks(),
                made.weightsDigest(),
                made.weightsBytes(),
                made.calibration(),
                null,
                Instant.EPOCH);
        try {
            return PublishedNetworks.open(manifest, made.weights(), charter);
        } catch (ReleaseRefusedException e) {
            throw new IOException("what was just written to " + folder + " is refused: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(made.weights());
        }
    }

    /** Of a collaboration of one. */
    Charter charter(String hookPoint) {
        AttributeTask task = new AttributeTask(
                world.data().task().main(), world.data().task().sensitive(), null);
        return new Charter(
                AttributeTask.TASK,
                world.data().classes(),
                task,
                world.own().spec(),
                effort.backbone(),
                hookPoint,
                ONLY,
                Charter.DEEP_POISONING,
                List.of(),
                new Thresholds(100, 0, 1, 1, 1, AttackEffort.NONE),
                new RowLimits(1, Integer.MAX_VALUE),
                List.of("F16"),
                PoisoningProfile.PAPER,
                Oversight.LEAST);
    }
}
