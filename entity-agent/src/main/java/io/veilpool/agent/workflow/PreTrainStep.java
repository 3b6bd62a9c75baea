package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.pretraining.PreTraining;
import io.veilpool.agent.pretraining.PreTrainingResult;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.Engines;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Trains the networks on own images, then signs and publishes them. Training and publishing are repeated apart. */
final class PreTrainStep implements AgentStep {
    /** What training left, with the time that goes into the manifest. */
    private record Trained(Results.Training training, Instant at) {}

    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, StepNotPossibleException {
        if (!bench.publishesNetworks()) {
            throw new StepNotPossibleException(
                    "The charter names " + bench.charter().publishingEntity()
                            + " as the entity that pre-trains, this one is " + bench.entity() + ".");
        }
        Path folder = bench.folder().made(bench.folder().releases().resolve("own"));
        Trained trained = trained(bench, folder);
        ReleaseView release = publish(bench, folder, trained);
        if (!release.state().equals("PUBLISHED")) {
            throw new CoordinatorRefusedException(
                    422, null, "The release was rejected by the coordinator: " + release.reason());
        }
        Results.Training figures = trained.training();
        Results.PreTrained result = new Results.PreTrained(
                release.id(),
                release.digest(),
                figures.top1(),
                figures.top5(),
                figures.reconstructorL1(),
                figures.reconstructorSsim(),
                figures.seconds());
        bench.results().write(Step.PRETRAIN, result);
        return new StepOutcome.Done(result);
    }

    private static Trained trained(Workbench bench, Path folder)
            throws IOException, InterruptedException, VaultException, UnusableImagesException,
                    StepNotPossibleException {
        Path record = folder.resolve("training.json");
        if (Files.exists(record) && Files.exists(folder.resolve(PreTraining.WEIGHTS))) {
            try {
                return ProtocolJson.read(Files.readAllBytes(record), Trained.class);
            } catch (InvalidJsonException e) {
                throw new IOException(record + " is damaged (" + e.getMessage() + "). Delete it to train again.", e);
            }
        }
        bench.dpm();
        Split images = bench.images();
        bench.console().say("Pre-training waits for all turns at the processors");
        try (ComputeTurns.Turn turn = bench.allTurns()) {
            bench.console().say("Pre-training on own images alone, " + Engines.describe());
            long start = System.nanoTime();
            PreTrainingResult result = PreTraining.run(
                    bench.method().networkTrainer(bench.charter()),
                    bench.settings().preTraining(),
                    bench.charter(),
                    images.training(),
                    images.validation(),
                    bench.seed("pretrain"),
                    folder,
                    bench.console());
            Trained trained = new Trained(
                    new Results.Training(
                            result.weightsDigest(),
                            result.weightsBytes(),
                            result.networks(),
                            result.featureShape(),
                            result.calibration(),
                            result.top1(),
                            result.top5(),
                            result.reconstructorL1(),
                            result.reconstructorSsim(),
                            (System.nanoTime() - start) / 1e9),
                    bench.clock().instant().truncatedTo(ChronoUnit.MILLIS));
            PrivateFiles.write(record, ProtocolJson.write(trained));
            bench.console()
                    .say(String.format(
                            Locale.ROOT,
                            "Pre-trained: top-1 %.1f %%, top-5 %.1f %% on %,d own validation images; reconstructor SSIM %.2f",
                            result.top1(),
                            result.top5(),
                            images.validation().size(),
                            result.reconstructorSsim()));
            return trained;
        }
    }

    private static ReleaseView publish(Workbench bench, Path folder, Trained trained)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        Results.Training training = trained.training();
        ReleaseManifest manifest = new ReleaseManifest(
                1,
                enrolment.collaborationId(),
                enrolment.charter().version(),
                ReleaseKind.NETWORK,
                enrolment.entityName(),
                bench.charter().hookPoint(),
                training.featureShape(),
                training.networks(),
                training.weightsDigest(),
                training.weightsBytes(),
                training.calibration(),
                null,
                trained.at());
        bench.console().say("Publishing the release, %,d bytes".formatted(training.weightsBytes()));
        return PublishStep.publication(bench, folder).release(manifest, folder.resolve(PreTraining.WEIGHTS));
    }
}
