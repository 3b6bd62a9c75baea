package io.veilpool.agent.workflow;

import io.veilpool.agent.acceptance.ReleaseFigures;
import io.veilpool.agent.acceptance.ReleaseTrial;
import io.veilpool.agent.acceptance.TrialBudget;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.TrainingDivergedException;
import java.io.IOException;
import java.util.Optional;

/** Tries the release on own images; until it has passed nothing else opens its networks. */
final class TestReleaseStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
        double least = leastSsim(bench);
        Split images = bench.images();
        long seed = bench.seed("test-release " + pulled.releaseDigest());
        long start;
        ReleaseFigures figures;
        bench.withoutTurn(); // a few seconds; waiting for a turn would take longer, and others wait for this
        // entity's rows
        try (PublishedNetworks networks = PullStep.openUntested(bench)) {
            start = System.nanoTime();
            OriginalFeatures training = bench.features(networks, images.training());
            OriginalFeatures heldBack = bench.features(networks, images.validation());
            figures = ReleaseTrial.run(
                    TrialBudget.DEFAULT,
                    networks,
                    featurizer(bench.charter()),
                    images.training(),
                    training,
                    images.validation(),
                    heldBack,
                    seed,
                    bench.console());
        } catch (TrainingDivergedException e) {
            throw new ReleaseRefusedException(
                    "no reconstructor can be trained on the features of its featurizer: " + e.getMessage());
        }
        Results.TestedRelease result = new Results.TestedRelease(
                pulled.releaseDigest(),
                least,
                figures,
                figures.objections(least),
                figures.warnings(least),
                (System.nanoTime() - start) / 1e9);
        bench.results().write(Step.TEST_RELEASE, result);
        bench.console().say(result.sentence());
        result.warnings().forEach(bench.console()::say);
        requireSound(result);
        return new StepOutcome.Done(result);
    }

    /** The result, if it is about the release that was pulled and the floor that the charter has now. */
    static Optional<Results.TestedRelease> current(Workbench bench) throws IOException, StepNotPossibleException {
        Optional<Results.TestedRelease> tested = bench.results().read(Step.TEST_RELEASE, Results.TestedRelease.class);
        Optional<Results.Pulled> pulled = bench.results().read(Step.PULL, Results.Pulled.class);
        double least = leastSsim(bench);
        return tested.filter(test -> test.leastSsim() == least
                && pulled.isPresent()
                && test.releaseDigest().equals(pulled.get().releaseDigest()));
    }

    /** @throws ReleaseRefusedException if the release did not pass */
    static void requirePassed(Workbench bench) throws IOException, ReleaseRefusedException, StepNotPossibleException {
        bench.results().required(Step.TEST_RELEASE, Results.TestedRelease.class);
        requireSound(current(bench)
                .orElseThrow(() -> new StepNotPossibleException(
                        "The release, or what the charter asks of its reconstructor, has changed since it was tested. Run"
                                + " `entity-agent test-release`, or `entity-agent run` for all.")));
    }

    private static void requireSound(Results.TestedRelease tested) throws ReleaseRefusedException {
        if (!tested.objections().isEmpty()) {
            String why = String.join(" ", tested.objections());
            throw new ReleaseRefusedException(
                    "the release " + tested.releaseDigest().substring(0, 12) + " does not pass this agent's test. "
                            + why.substring(0, why.length() - 1));
        }
    }

    /** Of the backbone that the members agreed on. */
    private static Architecture featurizer(Charter charter) {
        Architecture backbone = Backbones.named(
                charter.backbone(), charter.image(), charter.classes().size());
        return Backbones.split(backbone, HookPoint.parse(charter.hookPoint())).featurizer();
    }

    private static double leastSsim(Workbench bench) throws IOException, StepNotPossibleException {
        return bench.charter().oversight().leastReconstructionSsim();
    }
}
