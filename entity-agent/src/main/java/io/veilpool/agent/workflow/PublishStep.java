package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.publishing.PreparedContribution;
import io.veilpool.agent.publishing.Publication;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.EnrolmentView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Poisons the rows of the training images and hands them in, if the own gate admitted the DPM and, where the charter says so, an officer. */
final class PublishStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException,
                    RefusedByGateException {
        OwnContribution own = OwnContribution.of(bench);
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
        Optional<PreparedContribution> kept = own.kept();
        PreparedContribution prepared = kept.isPresent() ? kept.get() : own.prepare();
        OfficerApproval approval = new OfficerApproval(bench);
        Optional<String> awaited = approval.awaited(prepared, own, collaboration);
        if (awaited.isEmpty() && !prepared.isWhole(own.folder())) {
            prepared = own.prepare(); // the same bytes again, or others that nobody has released
            awaited = approval.awaited(prepared, own, collaboration);
        }
        if (awaited.isPresent()) {
            return new StepOutcome.NotYet(awaited.get());
        }
        Exposure exposure = new Exposure(bench);
        exposure.reconcile();
        exposure.begin(
                prepared.manifest().rotation(),
                prepared.manifest().dpmCommitment(),
                prepared.manifest().rows(),
                bench.images().training());
        Publication publication = publication(bench, own.folder());
        return done(bench, exposure, publication, publication.send(prepared, own.report(), approval.approvals(own)));
    }

    private static StepOutcome done(
            Workbench bench, Exposure exposure, Publication publication, Publication.Contributed contributed)
            throws IOException, VaultException, CoordinatorRefusedException, StepNotPossibleException {
        ContributionState state = contributed.view().state();
        if (state != ContributionState.ACCEPTED) {
            throw new CoordinatorRefusedException(
                    422,
                    null,
                    "The coordinator did not take the contribution, which is " + state + ": "
                            + String.join(" ", contributed.view().reasons()));
        }
        exposure.accepted(contributed.view());
        bench.console().say(exposure.sentence(contributed.view().manifest().dpmCommitment()));
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
        long[] sent = {0};
        return new Publication(
                bench.client(),
                bench.key(),
                bench.collaboration(),
                folder,
                bench.settings().uploads().partBytes(),
                bytes -> {
                    sent[0] += bytes;
                    bench.console().say("%,d bytes sent".formatted(sent[0]));
                });
    }
}
