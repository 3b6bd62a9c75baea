package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.refinement.Refinement;
import io.veilpool.agent.refinement.RefinementOutcome;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.PoolSnapshotView;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Refines the decider on own original features and the others' poisoned ones, beside the choices that need no pool. */
final class RefineStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException {
        Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
        CoordinatorClient client = bench.client();
        Optional<Results.Published> own = bench.results().read(Step.PUBLISH, Results.Published.class);
        boolean contributes = own.isPresent() && own.get().state() != ContributionState.WITHDRAWN;
        Optional<PoolSnapshotView> newest = client.snapshots(bench.collaboration()).stream()
                .filter(snapshot -> snapshot.releaseDigest().equals(pulled.releaseDigest()))
                .filter(snapshot -> snapshot.withdrawn().isEmpty())
                .filter(snapshot -> !contributes || holds(snapshot, own.get()))
                .max(Comparator.comparingInt(PoolSnapshotView::number));
        if (newest.isEmpty()) {
            return new StepOutcome.NotYet("there is no snapshot of the pool with this entity's contribution yet; the"
                    + " collaboration's admin makes it");
        }
        PoolSnapshotView snapshot = newest.get();
        List<PoisonedFeatures> others = new PoolDownload(bench, pulled).others(snapshot);
        if (others.isEmpty()) {
            return new StepOutcome.NotYet(
                    "snapshot " + snapshot.number() + " of the pool has no rows of others to learn from");
        }
        Split images = bench.images();
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench)) {
            bench.console()
                    .say("Refining with %,d rows of others"
                            .formatted(others.stream()
                                    .mapToInt(PoisonedFeatures::rows)
                                    .sum()));
            long start = System.nanoTime();
            OriginalFeatures training = bench.features(networks, images.training());
            OriginalFeatures validation = bench.features(networks, images.validation());
            RefinementOutcome outcome = Refinement.run(
                    bench.settings()
                            .refinement()
                            .withRowImages(bench.charter().profile().imagesPerRow()),
                    networks,
                    training,
                    validation,
                    others,
                    bench.seed("refine"),
                    bench.folder().made(bench.folder().deciders()),
                    bench.console());
            List<String> lacking = lacking(bench.charter().classes(), validation, others);
            return done(bench, snapshot, outcome, lacking, (System.nanoTime() - start) / 1e9);
        }
    }

    private static boolean holds(PoolSnapshotView snapshot, Results.Published own) {
        return snapshot.entries().stream()
                .anyMatch(entry -> entry.contribution().equals(own.contribution()));
    }

    /** Classes that others have rows of and this entity no validation images. */
    private static List<String> lacking(
            List<String> classes, OriginalFeatures validation, List<PoisonedFeatures> others) {
        int[] own = validation.rowsPerClass(classes.size());
        int[] pooled = new int[classes.size()];
        for (PoisonedFeatures rows : others) {
            int[] more = rows.rowsPerClass(classes.size());
            Arrays.setAll(pooled, c -> pooled[c] + more[c]);
        }
        return IntStream.range(0, classes.size())
                .filter(c -> own[c] == 0 && pooled[c] > 0)
                .mapToObj(classes::get)
                .toList();
    }

    private static StepOutcome done(
            Workbench bench, PoolSnapshotView snapshot, RefinementOutcome outcome, List<String> lacking, double seconds)
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        RefinementReport report = new RefinementReport(
                snapshot.id(),
                outcome.images(),
                outcome.validationImages(),
                outcome.heldBackRows(),
                outcome.top1OwnDataOnly(),
                outcome.top1PublishedDecider(),
                outcome.top1PublishedRefined(),
                outcome.top1WithPool(),
                outcome.chosen().name(),
                outcome.poolGain(),
                outcome.poolGainLow(),
                outcome.poolGainHigh(),
                outcome.ownImagesGain());
        boolean reported = bench.settings().reportRefinement();
        if (reported) {
            bench.client().report(bench.collaboration(), report);
        }
        String inWords = inWords(outcome) + inWords(lacking, outcome);
        Results.Refined result = new Results.Refined(
                snapshot.id(),
                snapshot.rows(),
                snapshot.bytes(),
                outcome.pooledRows(),
                report,
                outcome.bestWithoutPool(),
                outcome.deciders().entrySet().stream()
                        .map(kept -> new Results.KeptDecider(
                                kept.getKey(),
                                kept.getValue().architecture().json(),
                                String.valueOf(kept.getValue().weights().getFileName())))
                        .toList(),
                reported,
                outcome.poolGainLow() > 0,
                inWords,
                seconds);
        bench.results().write(Step.REFINE, result);
        bench.console().say(inWords);
        return new StepOutcome.Done(result);
    }

    private static String inWords(RefinementOutcome outcome) {
        String figures = String.format(
                Locale.ROOT,
                "%.1f %% with it, %.1f %% for the best choice without it (%s), difference %+.1f points (%+.1f to %+.1f) over"
                        + " %,d own validation images%s; kept: %s",
                outcome.top1WithPool(),
                outcome.top1WithPool() - outcome.poolGain(),
                words(outcome.bestWithoutPool().name()),
                outcome.poolGain(),
                outcome.poolGainLow(),
                outcome.poolGainHigh(),
                outcome.validationImages(),
                outcome.heldBackRows() == 0
                        ? ""
                        : String.format(Locale.ROOT, " and %,d rows held back from the pool", outcome.heldBackRows()),
                words(outcome.chosen().name()));
        if (outcome.poolGainLow() > 0) {
            return (outcome.heldBackRows() == 0
                            ? "The pool helped this entity: "
                            : "The pool helped this entity, if held-back rows are like images: ")
                    + figures;
        }
        return outcome.poolGain() > 0
                ? "The pool may have helped, within what chance gives: " + figures
                : "The pool did NOT help this entity: " + figures;
    }

    private static String inWords(List<String> lacking, RefinementOutcome outcome) {
        if (lacking.isEmpty()) {
            return "";
        }
        String classes = ". You have no validation images of classes that the pool has rows of ("
                + String.join(", ", lacking) + "): ";
        return outcome.heldBackRows() == 0
                ? classes + "nothing here shows what it teaches about them"
                : classes
                        + String.format(
                                Locale.ROOT,
                                "held-back rows stand for them where there are at least five, as far as the partners' rows are like images. On your own"
                                        + " images alone the difference is %+.1f points; who never meets these classes should"
                                        + " go by that",
                                outcome.ownImagesGain());
    }

    private static String words(String choice) {
        return choice.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
