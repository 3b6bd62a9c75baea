package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.publishing.Publication;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.RerunView;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.trail.BrokenTrailException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The steps in their order. A step that is done is not done again; one that was interrupted starts again from its seed. */
public final class Workflow {
    private static final String WITHDRAW_FIRST =
            "its rows mix images, and rows of another DPM that share images with them could be solved for each. Withdraw this"
                    + " entity's contribution first (entity-agent withdraw), then run train-dpm --again.";

    private final Workbench bench;
    private final TrailWatch trail;

    public Workflow(Workbench bench) {
        this.bench = bench;
        this.trail = new TrailWatch(bench.folder().identity(), bench.clock());
    }

    /** Steps that this entity takes by itself; only the publishing entity pre-trains, and evaluating is asked for. */
    public List<Step> plan() throws IOException, StepNotPossibleException {
        List<Step> steps = new ArrayList<>();
        if (bench.publishesNetworks()) {
            steps.add(Step.PRETRAIN);
        }
        steps.addAll(
                List.of(Step.PULL, Step.TEST_RELEASE, Step.TRAIN_DPM, Step.MEASURE_LEAKAGE, Step.PUBLISH, Step.REFINE));
        return steps;
    }

    /** The first step of the plan that is not done. */
    public Optional<Step> next() throws IOException, StepNotPossibleException {
        for (Step step : plan()) {
            if (!done(step)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** Results of a DPM that was given up, and a verdict on limits that the charter no longer has, count for nothing. */
    private boolean done(Step step) throws IOException, StepNotPossibleException {
        if (!bench.results().done(step)) {
            return false;
        }
        int rotation = new DpmStore(bench).rotation();
        return switch (step) {
            case PULL -> !releaseRefused(); // by now there may be a better one
            case TEST_RELEASE -> TestReleaseStep.current(bench).isPresent() && !releaseRefused();
            case TRAIN_DPM ->
                bench.results().required(step, Results.TrainedDpm.class).rotation() == rotation;
            case MEASURE_LEAKAGE -> {
                Results.Measured measured = bench.results().required(step, Results.Measured.class);
                yield measured.rotation() == rotation
                        && (bench.results().done(Step.PUBLISH)
                                || measured.limits().equals(bench.charter().thresholds()));
            }
            default -> true;
        };
    }

    private boolean releaseRefused() throws IOException, StepNotPossibleException {
        return TestReleaseStep.current(bench)
                .filter(tested -> !tested.objections().isEmpty())
                .isPresent();
    }

    /**
     * Does one step, unless it is done.
     *
     * @throws BrokenTrailException before a step that relies on the coordinator, if its trail is not what it was
     */
    public StepOutcome perform(Step step)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, DpmTrainingFailedException,
                    StepNotPossibleException, RefusedByGateException, BrokenTrailException {
        bench.enrolment();
        if (step == Step.REFINE) {
            new Withdrawals(bench).heed();
        }
        if (done(step)) {
            bench.console().say("The step " + step.commandName() + " is done already");
            return new StepOutcome.Done(read(step));
        }
        if (step == Step.PULL || step == Step.PUBLISH || step == Step.REFINE) {
            trail.lookNowAndThen(bench.client());
        }
        StepOutcome outcome = step(step).perform(bench);
        if (step == Step.PUBLISH && outcome instanceof StepOutcome.Done) {
            lookAfterwards();
        }
        if (step == Step.MEASURE_LEAKAGE && outcome instanceof StepOutcome.Done) {
            OwnContribution.requireAdmitted(bench.results().required(Step.MEASURE_LEAKAGE, Results.Measured.class));
        }
        return outcome;
    }

    /** So that a checkpoint covers what this entity did just now; a coordinator that is away is asked again before the next step. */
    private void lookAfterwards()
            throws IOException, VaultException, CoordinatorRefusedException, StepNotPossibleException,
                    BrokenTrailException {
        try {
            trail.look(bench.client());
        } catch (UnreachableException away) {
            bench.console().say("No checkpoint of the trail covers the contribution yet: " + away.getMessage());
        }
    }

    /** Evaluates on test images, as often as it is asked to. */
    public StepOutcome evaluate(Path test, @Nullable Path pictures)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException {
        return new EvaluateStep(test, pictures).perform(bench);
    }

    /** Shows what would leave, as a local page. Sends nothing and asks nobody. */
    public Results.Previewed preview()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        bench.enrolment();
        return new Preview(bench).make();
    }

    /**
     * Takes own rows out of the pool. Nothing is published by itself afterwards; {@link #trainAnotherDpm} begins anew.
     *
     * @param contributions ids; empty: all
     */
    public Results.Withdrawn withdraw(List<UUID> contributions, String reason)
            throws IOException, InterruptedException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException, BrokenTrailException {
        bench.enrolment();
        trail.lookNowAndThen(bench.client());
        Results.Withdrawn withdrawn = new Withdrawals(bench).withdraw(contributions, reason);
        trail.look(bench.client());
        return withdrawn;
    }

    /** Makes the local copy of the current DPM's leakage report, with pictures, as PDF. */
    public Results.LocalReport report() throws IOException, StepNotPossibleException {
        int rotation = bench.results()
                .required(Step.MEASURE_LEAKAGE, Results.Measured.class)
                .rotation();
        LocalReports reports = new LocalReports(bench);
        Path pdf = reports.writePdf(rotation);
        bench.console().say("With pictures, for this entity only: %s and %s".formatted(reports.page(rotation), pdf));
        return new Results.LocalReport(reports.page(rotation).toString(), pdf.toString());
    }

    /** Repeats measurements that were ordered; see {@link Reruns#answer}. */
    public List<RerunView> answerReruns()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, StepNotPossibleException,
                    BrokenTrailException {
        bench.enrolment();
        trail.lookNowAndThen(bench.client());
        return new Reruns(bench).answer();
    }

    /**
     * Releases what {@code publish} prepared, in the name and with the key of a second person. Sends nothing.
     *
     * @throws RefusedByGateException if it is not a second person, or the leakage report does not pass
     */
    public Results.Approved approve(String officer, SigningKey key)
            throws IOException, VaultException, StepNotPossibleException, RefusedByGateException {
        return new OfficerApproval(bench).sign(officer, key);
    }

    /** Does what is next until nothing is left, asking again while others have to act first. */
    public void run()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, DpmTrainingFailedException,
                    StepNotPossibleException, RefusedByGateException, BrokenTrailException {
        bench.enrolment();
        new Withdrawals(bench).heed();
        rotateForNewImages();
        Reruns reruns = new Reruns(bench);
        reruns.heed();
        String lastReason = "";
        for (Optional<Step> step = next(); step.isPresent(); step = next()) {
            if (lastReason.isEmpty()) {
                bench.console().say("Next: " + step.get().title());
            }
            switch (perform(step.get())) {
                case StepOutcome.Done done -> lastReason = "";
                case StepOutcome.NotYet notYet -> {
                    requireOpen();
                    if (!notYet.reason().equals(lastReason)) {
                        bench.console().say("Waiting: " + notYet.reason());
                    }
                    lastReason = notYet.reason();
                    reruns.heed();
                    Thread.sleep(Math.round(1000 * bench.settings().network().pollSeconds()));
                }
            }
        }
        bench.console().say("Nothing is left to do");
    }

    /**
     * Where this DPM's budget is used up and there are own training images that were never uploaded, another DPM is trained, under which all
     * training images are published.
     */
    private void rotateForNewImages()
            throws IOException, VaultException, UnusableImagesException, StepNotPossibleException {
        if (!bench.results().done(Step.PUBLISH) || isWithdrawn() || !budgetIsUsedUp()) {
            return;
        }
        long fresh = new Exposure(bench).neverUploaded(bench.images().training());
        if (fresh == 0) {
            return;
        }
        String what = "%,d training images were never uploaded, and the charter's budget for this DPM is used up"
                .formatted(fresh);
        if (rowsShareImages()) {
            bench.console().say(what + ". They stay here: " + WITHDRAW_FIRST);
            return;
        }
        bench.console().say(what + ": another DPM is trained");
        trainAnotherDpm();
    }

    /**
     * Gives up the DPM, which did not pass, was not handed in yet, is withdrawn or may publish nothing more, so that another is trained from
     * another seed.
     */
    public void trainAnotherDpm() throws IOException, VaultException, StepNotPossibleException {
        boolean begun = bench.results().done(Step.PUBLISH)
                || Publication.begun(bench.folder().publication());
        if (begun && !isWithdrawn()) {
            if (!budgetIsUsedUp()) {
                throw new StepNotPossibleException(
                        "Rows of this DPM are in the pool already, or may be, and the charter's budget for it is not used up. Another DPM for the"
                                + " same images would let the two be compared. Withdraw them first, and weigh that partners may have copies"
                                + " of them.");
            }
            if (rowsShareImages()) {
                throw new StepNotPossibleException(
                        "The charter's budget for this DPM is used up, but " + WITHDRAW_FIRST);
            }
        }
        new DpmStore(bench).rotate(); // what was made with the one before no longer counts
        Publication.forget(bench.folder().publication());
        if (begun) {
            bench.results().remove(Step.PUBLISH);
        }
    }

    private boolean isWithdrawn() throws IOException {
        return bench.results()
                .read(Step.PUBLISH, Results.Published.class)
                .filter(published -> published.state() == ContributionState.WITHDRAWN)
                .isPresent();
    }

    private boolean budgetIsUsedUp() throws IOException, VaultException, StepNotPossibleException {
        String commitment = bench.results()
                .required(Step.TRAIN_DPM, Results.TrainedDpm.class)
                .commitment();
        return new Exposure(bench).used(commitment).isAll(bench.charter().oversight());
    }

    private boolean rowsShareImages() throws IOException, StepNotPossibleException {
        return bench.results()
                        .required(Step.TRAIN_DPM, Results.TrainedDpm.class)
                        .imagesPerRow()
                > 1;
    }

    private void requireOpen()
            throws IOException, VaultException, UnreachableException, CoordinatorRefusedException,
                    StepNotPossibleException {
        if (bench.client().collaboration(bench.collaboration()).state() == CollaborationState.CLOSED) {
            throw new StepNotPossibleException("The collaboration is closed, and this entity has not finished.");
        }
    }

    private static AgentStep step(Step step) {
        return switch (step) {
            case PRETRAIN -> new PreTrainStep();
            case PULL -> new PullStep();
            case TEST_RELEASE -> new TestReleaseStep();
            case TRAIN_DPM -> new TrainDpmStep();
            case MEASURE_LEAKAGE -> new MeasureLeakageStep();
            case PUBLISH -> new PublishStep();
            case REFINE -> new RefineStep();
            case EVALUATE -> throw new IllegalArgumentException("evaluating needs test images");
        };
    }

    private Object read(Step step) throws IOException, StepNotPossibleException {
        Class<?> type = switch (step) {
            case PRETRAIN -> Results.PreTrained.class;
            case PULL -> Results.Pulled.class;
            case TEST_RELEASE -> Results.TestedRelease.class;
            case TRAIN_DPM -> Results.TrainedDpm.class;
            case MEASURE_LEAKAGE -> Results.Measured.class;
            case PUBLISH -> Results.Published.class;
            case REFINE -> Results.Refined.class;
            case EVALUATE -> throw new IllegalArgumentException("evaluating is never done");
        };
        return bench.results().required(step, type);
    }
}
