package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.publishing.Publication;
import io.veilpool.agent.settings.AgentSettings;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.Verdict;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.nio.file.Path;

/** Poisons the rows of the training images and hands them in, if the own gate admitted the DPM. */
final class PublishStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException,
                    RefusedByGateException {
        Results.Measured measured = bench.results().required(Step.MEASURE_LEAKAGE, Results.Measured.class);
        requireCurrent(measured, bench);
        requireAdmitted(measured);
        EnrolmentView enrolment = bench.enrolment();
        CollaborationView collaboration = bench.client().collaboration(enrolment.collaborationId());
        PullStep.requireAcceptedCharter(enrolment, collaboration);
        if (collaboration.state() == CollaborationState.CLOSED) {
            throw new StepNotPossibleException("The collaboration is closed: it takes no contributions any more.");
        }
        if (collaboration.state() != CollaborationState.SHARING) {
            return new StepOutcome.NotYet(
                    "the collaboration is " + collaboration.state() + "; its admin has to open sharing first");
        }
        Publication publication =
                publication(bench, bench.folder().made(bench.folder().publication()));
        Publication.Contributed contributed = publication.contribute(
                poisoned(bench), declaration(bench), MeasureLeakageStep.report(bench, measured.rotation()));
        return done(bench, publication, contributed);
    }

    static void requireCurrent(Results.Measured measured, Workbench bench)
            throws IOException, StepNotPossibleException {
        if (measured.rotation() != new DpmStore(bench).rotation()
                || !measured.limits().equals(bench.charter().thresholds())) {
            throw new StepNotPossibleException(
                    "The DPM or the charter's limits have changed since leakage was measured. Run entity-agent run, or train-dpm and"
                            + " measure-leakage, first.");
        }
    }

    /** @throws RefusedByGateException with the reasons, if nothing may leave */
    static void requireAdmitted(Results.Measured measured) throws RefusedByGateException {
        if (measured.verdict() != Verdict.PASS) {
            throw new RefusedByGateException(
                    "This agent's gate refuses its DPM, so nothing leaves:", measured.reasons());
        }
    }

    static PoisonedFeatures poisoned(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        bench.results().required(Step.PULL, Results.Pulled.class);
        Split images = bench.images();
        DpmStore store = new DpmStore(bench);
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench);
                PrivateDpm dpm = store.open()) {
            OriginalFeatures original = bench.features(networks, images.training());
            bench.console().say("Poisoning %,d images, %d to a row".formatted(original.rows(), dpm.imagesPerRow()));
            return dpm.poison(original, bench.settings().rowType(), store.mixingSeed(), bench.onDisk());
        }
    }

    static Publication.Declaration declaration(Workbench bench) throws IOException, StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        Results.TrainedDpm trained = bench.results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
        return new Publication.Declaration(
                enrolment.charter().version(),
                enrolment.entityName(),
                bench.results().required(Step.PULL, Results.Pulled.class).releaseDigest(),
                trained.commitment(),
                trained.rotation(),
                bench.charter().classes().size(),
                bench.settings().rowType());
    }

    private static StepOutcome done(Workbench bench, Publication publication, Publication.Contributed contributed)
            throws IOException, CoordinatorRefusedException {
        ContributionState state = contributed.view().state();
        if (state != ContributionState.ACCEPTED) {
            throw new CoordinatorRefusedException(
                    422,
                    null,
                    "The coordinator did not take the contribution, which is " + state + ": "
                            + String.join(" ", contributed.view().reasons()));
        }
        Results.Published result = new Results.Published(
                contributed.view().id(),
                contributed.report(),
                contributed.view().state(),
                contributed.rows(),
                contributed.bytes(),
                contributed.view().reasons());
        bench.results().write(Step.PUBLISH, result);
        publication.forgetShards();
        bench.console()
                .say("Contribution accepted: %,d rows, %,d bytes left this entity"
                        .formatted(contributed.rows(), contributed.bytes()));
        return new StepOutcome.Done(result);
    }

    static Publication publication(Workbench bench, Path folder)
            throws IOException, VaultException, StepNotPossibleException {
        AgentSettings.Uploads uploads = bench.settings().uploads();
        long[] sent = {0};
        return new Publication(
                bench.client(),
                bench.key(),
                bench.collaboration(),
                folder,
                new Publication.Sizes(uploads.shardBytes(), uploads.partBytes()),
                bytes -> {
                    sent[0] += bytes;
                    bench.console().say("%,d bytes sent".formatted(sent[0]));
                });
    }
}
