package io.veilpool.agent.poisoning;

import io.veilpool.model.network.Network;
import io.veilpool.model.training.Optimiser;
import io.veilpool.model.training.Progress;
import io.veilpool.model.training.Schedule;
import io.veilpool.model.training.TrainingStep;
import org.jspecify.annotations.Nullable;

/** One start of one DPM, watched on its way. */
final class DpmRun {
    private static final String PHASE = "DPM";
    private static final int CHECKED_ON_THE_WAY = 500;
    /** Points that a start may be behind half way; one that is further behind did not come back in any run seen. */
    private static final double FAR_BEHIND = 25;

    private final DpmConfig config;
    private final Network dpm;
    private final Network decider;
    private final Network reconstructor;
    private final DpmLoss loss;
    private final DpmBatches batches;
    private final ValidationRows watched;
    private final Progress progress;

    DpmRun(
            DpmConfig config,
            Network dpm,
            Network decider,
            Network reconstructor,
            DpmLoss loss,
            DpmBatches batches,
            ValidationRows watched,
            Progress progress) {
        this.config = config;
        this.dpm = dpm;
        this.decider = decider;
        this.reconstructor = reconstructor;
        this.loss = loss;
        this.batches = batches;
        this.watched = watched;
        this.progress = progress;
    }

    /** @return why the start was given up on its way, or null */
    @Nullable
    String go() {
        Optimiser optimiser =
                Optimiser.adam(Schedule.oneCycle(config.learningRate(), config.steps(), 0.15), config.clip());
        loss.restart();
        dpm.trainable(true);
        long began = System.nanoTime();
        for (int step = 1; step <= config.steps(); step++) {
            double value = TrainingStep.run(dpm, optimiser, manager -> loss.of(dpm, batches.next(manager)));
            if (!Double.isFinite(value)) {
                return DpmTrainer.text("collapsed: the loss became %s at step %d of %d", value, step, config.steps());
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            progress.report(PHASE, step, config.steps(), value, step * (double) config.batch() / seconds);
            if (isCheck(step)) {
                String incident = lookAt(step);
                if (incident != null) {
                    return incident;
                }
            }
        }
        dpm.trainable(false);
        return null;
    }

    /** Checks lie between half way and the end. */
    private boolean isCheck(int step) {
        if (config.checks() == 0 || step == config.steps() || 2 * step < config.steps()) {
            return false;
        }
        int gap = Math.max(1, config.steps() / 2 / config.checks());
        return (step - (config.steps() + 1) / 2) % gap == 0;
    }

    private @Nullable String lookAt(int step) {
        DpmCheck check = watched.check(rows -> dpm.forward(rows, false), decider, reconstructor, CHECKED_ON_THE_WAY);
        double limit = config.maxTop1Lost() + FAR_BEHIND + check.chance();
        if (!(check.lost() <= limit)) {
            return DpmTrainer.text(
                    "collapsed: at step %d of %d top-1 is %.2f instead of %.2f percent of %,d validation images, limit %.2f"
                            + " points at that time",
                    step, config.steps(), check.top1Poisoned(), check.top1Original(), check.rows(), limit);
        }
        if (check.relativeChange() < config.minRelativeChange() / 2) {
            return DpmTrainer.text(
                    "stuck near the identity: at step %d of %d features changed by %.3f of their norm, at least %.3f are wanted",
                    step, config.steps(), check.relativeChange(), config.minRelativeChange() / 2);
        }
        if (Math.abs(check.ssim()) > config.maxSsim() / 3) {
            loss.press();
        }
        return null;
    }
}
