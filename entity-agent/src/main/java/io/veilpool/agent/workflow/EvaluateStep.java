package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.evaluation.Evaluation;
import io.veilpool.agent.evaluation.EvaluationInputs;
import io.veilpool.agent.evaluation.EvaluationResult;
import io.veilpool.agent.identity.PinnedKeys;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.refinement.Choice;
import io.veilpool.agent.refinement.RefinementOutcome;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Final figures on test images. Sends nothing but requests for the coordinator's decider. */
final class EvaluateStep implements AgentStep {
    private final Path test;
    private final @Nullable Path pictures;

    EvaluateStep(Path test, @Nullable Path pictures) {
        this.test = test;
        this.pictures = pictures;
    }

    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException {
        bench.results().required(Step.PULL, Results.Pulled.class);
        LabelledImages given = bench.testImages(test);
        DpmStore store = new DpmStore(bench);
        boolean trained = bench.results().done(Step.TRAIN_DPM);
        boolean attacked = trained && bench.results().done(Step.MEASURE_LEAKAGE);
        @Nullable LabelledImages attackerImages = attacked ? bench.attackerImages() : null;
        LabelledImages testImages = unseen(bench, given, attackerImages);
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench);
                PrivateDpm dpm = trained ? store.open() : null;
                Attackers attackers =
                        attackerImages == null ? null : attackers(bench, store, networks, attackerImages);
                PublishedNetworks poolOnly = poolOnly(bench)) {
            bench.console().say("Evaluating on %,d test images".formatted(testImages.size()));
            EvaluationResult result = Evaluation.onTest(
                    new EvaluationInputs(
                            bench.entity(),
                            bench.publishesNetworks(),
                            networks,
                            dpm,
                            attackers,
                            bench.settings().leakage(),
                            attackerImages,
                            refinement(bench),
                            poolOnly == null ? null : poolOnly.decider(),
                            testImages,
                            bench.charter().attributes(),
                            pictures),
                    bench.console());
            result.attributes().forEach(scores -> bench.console().say(scores.inWords()));
            bench.results().write(Step.EVALUATE, result);
            return new StepOutcome.Done(result);
        }
    }

    /** Test images that nothing was trained on or chosen by. */
    private static LabelledImages unseen(Workbench bench, LabelledImages given, @Nullable LabelledImages attackerImages)
            throws IOException, VaultException, UnusableImagesException, StepNotPossibleException {
        Split own = bench.images();
        LabelledImages unseen = given.without(own.training()).without(own.validation());
        if (attackerImages != null) {
            unseen = unseen.without(attackerImages);
        }
        if (unseen.size() == 0) {
            throw new UnusableImagesException(
                    "All %,d test images are own or auxiliary images too, which this entity trained on or chose by; name others with --test"
                            .formatted(given.size()));
        }
        if (unseen.size() < given.size()) {
            bench.console()
                    .say(
                            "Left out %,d of %,d test images: they are own or auxiliary images too, so figures on them would flatter"
                                    .formatted(given.size() - unseen.size(), given.size()));
        }
        return unseen;
    }

    private static Attackers attackers(
            Workbench bench, DpmStore store, PublishedNetworks networks, LabelledImages attackerImages)
            throws IOException, VaultException, StepNotPossibleException {
        ProbeConfig config = bench.settings().leakage();
        return store.openAttackers(
                config,
                networks.featurizer().architecture().output(),
                bench.charter().image(),
                Math.min(config.trainingImages(), attackerImages.size()));
    }

    private static @Nullable PublishedNetworks poolOnly(Workbench bench)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    ReleaseRefusedException, StepNotPossibleException {
        CoordinatorClient client = bench.client();
        UUID collaboration = bench.collaboration();
        Optional<ReleaseView> newest = newest(client, collaboration);
        if (newest.isEmpty()) {
            return null;
        }
        ReleaseView release = newest.get();
        ReleaseCheck.Verified verified = ReleaseCheck.ofCoordinator(
                release,
                client.coordinatorKeys(),
                collaboration,
                new PinnedKeys(bench.folder().identity()));
        Path weights =
                bench.folder().made(bench.folder().releases()).resolve(verified.releaseDigest() + ".safetensors");
        try {
            client.transfers().download(() -> client.releaseDownload(collaboration, release.id()), weights);
        } catch (CoordinatorRefusedException refused) {
            if (newest(client, collaboration)
                    .filter(now -> now.id().equals(release.id()))
                    .isPresent()) {
                throw refused;
            }
            return poolOnly(bench); // rows that it was trained on were withdrawn since it was listed, and it with them
        }
        return PublishedNetworks.open(verified.manifest(), weights, bench.charter());
    }

    private static Optional<ReleaseView> newest(CoordinatorClient client, UUID collaboration)
            throws UnreachableException, CoordinatorRefusedException {
        return client.releases(collaboration, ReleaseKind.POOL_DECIDER).stream()
                .filter(release -> release.state().equals("PUBLISHED"))
                .max(Comparator.comparing(ReleaseView::createdAt));
    }

    private static @Nullable RefinementOutcome refinement(Workbench bench) throws IOException {
        Optional<Results.Refined> read = bench.results().read(Step.REFINE, Results.Refined.class);
        if (read.isEmpty()) {
            return null;
        }
        Results.Refined refined = read.get();
        RefinementReport report = refined.report();
        TreeMap<Choice, RefinementOutcome.SavedDecider> deciders = new TreeMap<>();
        for (Results.KeptDecider kept : refined.deciders()) {
            deciders.put(
                    kept.choice(),
                    new RefinementOutcome.SavedDecider(
                            Architecture.parse(kept.architecture()),
                            bench.folder().deciders().resolve(kept.file())));
        }
        return new RefinementOutcome(
                report.images(),
                report.validationImages(),
                report.heldBackRows(),
                refined.pooledRows(),
                report.top1OwnDataOnly(),
                report.top1PublishedDecider(),
                report.top1PublishedRefined(),
                report.top1WithPool(),
                Choice.valueOf(report.chosen()),
                refined.bestWithoutPool(),
                report.poolGain(),
                report.poolGainLow(),
                report.poolGainHigh(),
                report.ownImagesGain(),
                deciders);
    }
}
