package io.veilpool.experiments.lab;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.pretraining.PreTraining;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.pretraining.PreTrainingResult;
import io.veilpool.agent.pretraining.ReconstructorTraining;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.experiments.world.World;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Trains and keeps featurizer, decider and reconstructors. The reconstructor is trained on public images, Eq. (3); an agent trains it on its
 * own.
 */
final class Releases {
    private static final String WEIGHTS = "release.safetensors";
    private static final String MANIFEST = "manifest.json";
    private static final UUID NOBODY = new UUID(0, 0);
    /** Rows are calibrated for a coordinator's checks; there is none here. */
    private static final RowCalibration NOBODY_CHECKS = new RowCalibration(0, 0, 0, null);

    private final Lab lab;
    private final Progress progress;

    Releases(Lab lab, Progress progress) {
        this.lab = lab;
        this.progress = progress;
    }

    /** Pre-trained on {@code part}, with a reconstructor trained on {@code publicImages}. */
    Release release(
            PreTrainingConfig config,
            List<String> classes,
            String backbone,
            String hookPoint,
            World.Part part,
            ReconstructorSpec spec,
            LabelledImages publicImages,
            long seed)
            throws IOException {
        Charter charter = charter(classes, backbone, hookPoint, part.training());
        Charter usual = charter(classes, backbone, Networks.USUAL_HOOK_POINT, part.training());
        try (Release bare = split(preTrained(config, usual, part, seed), charter, usual);
                Network reconstructor = reconstructor(config, bare, spec, publicImages, seed)) {
            String digest = Lab.digest(bare.digest(), config, spec, publicImages.digest(), seed);
            Path folder = lab.place("releases", digest);
            if (!Files.exists(folder.resolve(MANIFEST))) {
                PrivateFiles.folder(folder);
                PublishedNetworks.Written written = PublishedNetworks.write(
                        folder.resolve(WEIGHTS),
                        bare.networks().featurizer(),
                        bare.networks().decider(),
                        reconstructor);
                write(folder, manifest(charter, bare.networks().featurizer(), written));
            }
            return open(folder, charter);
        }
    }

    /** The same classifier, split elsewhere: it is trained once for all hook points. Its reconstructor is not trained at all. */
    private Release split(Release whole, Charter charter, Charter usual) throws IOException {
        if (charter.hookPoint().equals(usual.hookPoint())) {
            return whole;
        }
        try (whole) {
            Path folder = lab.place("split", Lab.digest(whole.digest(), charter));
            if (!Files.exists(folder.resolve(MANIFEST))) {
                PrivateFiles.folder(folder);
                Architecture backbone = Backbones.named(
                        charter.backbone(), charter.image(), charter.classes().size());
                Backbones.Split halves = Backbones.split(backbone, HookPoint.parse(charter.hookPoint()));
                Weights weights = Weights.union(
                        whole.networks().featurizer().weights(),
                        whole.networks().decider().weights());
                Architecture inverse = ReconstructorSpec.PUBLISHED.architecture(
                        halves.featurizer().output(), charter.image());
                try (Network all = Network.of(backbone, weights);
                        Network featurizer = all.part(halves.featurizer());
                        Network decider = all.part(halves.decider());
                        Network reconstructor = Network.random(inverse, 0)) {
                    PublishedNetworks.Written written =
                            PublishedNetworks.write(folder.resolve(WEIGHTS), featurizer, decider, reconstructor);
                    write(folder, manifest(charter, featurizer, written));
                }
            }
            return open(folder, charter);
        }
    }

    private static ReleaseManifest manifest(Charter charter, Network featurizer, PublishedNetworks.Written written) {
        return new ReleaseManifest(
                1,
                NOBODY,
                1,
                ReleaseKind.NETWORK,
                charter.publishingEntity(),
                charter.hookPoint(),
                featurizer.architecture().output(),
                written.networks(),
                written.digest(),
                written.bytes(),
                NOBODY_CHECKS,
                null,
                Instant.EPOCH);
    }

    private Path folderOf(PreTrainingConfig config, Charter charter, World.Part part, long seed) throws IOException {
        return lab.place(
                "pre-trained",
                Lab.digest(
                        config,
                        charter,
                        part.training().digest(),
                        part.validation().digest(),
                        seed));
    }

    /** Its reconstructor is hardly trained: it is replaced by one of public images. */
    private Release preTrained(PreTrainingConfig config, Charter charter, World.Part part, long seed)
            throws IOException {
        Path folder = folderOf(config, charter, part, seed);
        if (!Files.exists(folder.resolve(MANIFEST))) {
            PrivateFiles.folder(folder);
            PreTrainingConfig classifier = new PreTrainingConfig(
                    config.steps(),
                    config.batch(),
                    config.peakRate(),
                    config.weightDecay(),
                    1,
                    config.reconstructorBatch(),
                    config.reconstructorRate(),
                    config.stateDict(),
                    config.imageNetInput(),
                    config.labelSmoothing());
            PreTrainingResult result =
                    PreTraining.run(classifier, charter, part.training(), part.validation(), seed, folder, progress);
            write(
                    folder,
                    new ReleaseManifest(
                            1,
                            NOBODY,
                            1,
                            ReleaseKind.NETWORK,
                            charter.publishingEntity(),
                            charter.hookPoint(),
                            result.featureShape(),
                            result.networks(),
                            result.weightsDigest(),
                            result.weightsBytes(),
                            result.calibration(),
                            null,
                            Instant.EPOCH));
        }
        return open(folder, charter);
    }

    /** Trained on original features of these images; the caller closes it. */
    Network reconstructor(
            PreTrainingConfig config, Release release, ReconstructorSpec spec, LabelledImages images, long seed)
            throws IOException {
        Architecture architecture =
                spec.architecture(release.networks().featurizer().architecture().output(), images.spec());
        Path file = lab.place(
                "reconstructors", Lab.digest(release.digest(), architecture.json(), config, images.digest(), seed));
        if (!Files.exists(file)) {
            OriginalFeatures features = features(release, images);
            try (Network trained =
                    ReconstructorTraining.train(config, architecture, features, images, seed, progress)) {
                SafeTensors.write(file, trained.weights(), Map.of());
            }
        }
        try {
            return Network.of(architecture, SafeTensors.read(file, SafeTensors.Limits.WEIGHTS));
        } catch (HostileFileException e) {
            throw new IOException(file + " is damaged: delete it to have it made again", e);
        }
    }

    OriginalFeatures features(Release release, LabelledImages images) throws IOException {
        return FeatureCache.original(release.networks(), release.digest(), images, lab.features(), progress);
    }

    private static void write(Path folder, ReleaseManifest manifest) throws IOException {
        PrivateFiles.write(folder.resolve(MANIFEST), ProtocolJson.write(manifest));
    }

    private static Release open(Path folder, Charter charter) throws IOException {
        ReleaseManifest manifest = Lab.read(folder.resolve(MANIFEST), ReleaseManifest.class);
        try {
            return new Release(
                    PublishedNetworks.open(manifest, folder.resolve(WEIGHTS), charter),
                    manifest.weightsDigest(),
                    charter.backbone());
        } catch (ReleaseRefusedException e) {
            throw new IOException(folder + " is damaged (" + e.getMessage() + "): delete it to have it made again", e);
        }
    }

    private static Charter charter(List<String> classes, String backbone, String hookPoint, LabelledImages images) {
        return new Charter(
                classes,
                images.spec(),
                backbone,
                hookPoint,
                "e1",
                List.of(),
                new Thresholds(100, 0, 1, 1, 1, AttackEffort.NONE),
                new RowLimits(1, Integer.MAX_VALUE),
                List.of("F16"),
                PoisoningProfile.PAPER,
                Oversight.LEAST);
    }
}
