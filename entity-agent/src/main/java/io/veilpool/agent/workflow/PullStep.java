package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.identity.PinnedKeys;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** Fetches the newest published networks and opens them as what they are: files from strangers. */
final class PullStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    ReleaseRefusedException, StepNotPossibleException {
        CoordinatorClient client = bench.client();
        EnrolmentView enrolment = bench.enrolment();
        CollaborationView collaboration = client.collaboration(enrolment.collaborationId());
        requireAcceptedCharter(enrolment, collaboration);
        Optional<ReleaseView> newest = client.releases(collaboration.id(), ReleaseKind.NETWORK).stream()
                .filter(release -> release.state().equals("PUBLISHED"))
                .max(Comparator.comparing(ReleaseView::createdAt));
        if (newest.isEmpty()) {
            return new StepOutcome.NotYet(bench.charter().publishingEntity()
                    + " has not published featurizer, decider and reconstructor yet");
        }
        ReleaseView release = newest.get();
        PinnedKeys pins = new PinnedKeys(bench.folder().identity());
        ReleaseCheck.Verified verified = ReleaseCheck.ofEntity(release, collaboration, pins);
        Path weights = weights(bench, verified.releaseDigest());
        client.transfers().download(() -> client.releaseDownload(collaboration.id(), release.id()), weights);
        PublishedNetworks.open(verified.manifest(), weights, bench.charter()).close();
        giveUpDpmOfAnother(verified.releaseDigest(), bench);
        Results.Pulled result = new Results.Pulled(
                release.id(), verified.releaseDigest(), verified.manifest(), verified.keyFingerprint());
        bench.results().write(Step.PULL, result);
        bench.results().remove(Step.TEST_RELEASE); // a refused one is tried again, and found wanting again
        bench.console()
                .say("Release %s of %s verified; key %s"
                        .formatted(
                                verified.releaseDigest().substring(0, 12),
                                verified.manifest().publishedBy(),
                                verified.keyFingerprint()));
        return new StepOutcome.Done(result);
    }

    /** One that was trained for a release that is replaced before anything was handed in. */
    private static void giveUpDpmOfAnother(String releaseDigest, Workbench bench) throws IOException {
        boolean replaced = bench.results()
                .read(Step.PULL, Results.Pulled.class)
                .filter(before -> !before.releaseDigest().equals(releaseDigest))
                .isPresent();
        if (replaced && bench.results().done(Step.TRAIN_DPM) && !bench.results().done(Step.PUBLISH)) {
            new DpmStore(bench).rotate();
        }
    }

    static void requireAcceptedCharter(EnrolmentView enrolment, CollaborationView collaboration)
            throws StepNotPossibleException {
        int current = collaboration.charter().version();
        if (current != enrolment.charter().version()) {
            throw new StepNotPossibleException(
                    "The charter is now version " + current + ", this entity accepted version "
                            + enrolment.charter().version() + ". Read it and run `entity-agent enroll --accept-charter "
                            + current
                            + "`.");
        }
    }

    /**
     * Opens the networks that were pulled; the caller closes them.
     *
     * @throws ReleaseRefusedException also if they did not pass this agent's test
     */
    static PublishedNetworks open(Workbench bench)
            throws IOException, ReleaseRefusedException, StepNotPossibleException {
        TestReleaseStep.requirePassed(bench);
        return openUntested(bench);
    }

    /** The same for the test itself. */
    static PublishedNetworks openUntested(Workbench bench)
            throws IOException, ReleaseRefusedException, StepNotPossibleException {
        Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
        return PublishedNetworks.open(pulled.manifest(), weights(bench, pulled.releaseDigest()), bench.charter());
    }

    private static Path weights(Workbench bench, String releaseDigest) throws IOException {
        return bench.folder().made(bench.folder().releases()).resolve(releaseDigest + ".safetensors");
    }
}
