package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Step;
import io.veilpool.agent.workflow.StepOutcome;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import picocli.CommandLine;

/** Commands that do one step of the paper. */
abstract class StepCommand extends AgentCommand {
    private final Step step;

    StepCommand(Step step) {
        this.step = step;
    }

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        return result(new Workflow(bench).perform(step), console);
    }

    static Object result(StepOutcome outcome, Console console) {
        return switch (outcome) {
            case StepOutcome.Done done -> done.result();
            case StepOutcome.NotYet notYet -> {
                console.say("Not yet: " + notYet.reason());
                yield new NotYet(notYet.reason());
            }
        };
    }

    @Override
    ExitCode code(Object result) {
        return result instanceof NotYet ? ExitCode.COORDINATOR_REFUSED : ExitCode.DONE;
    }

    @CommandLine.Command(
            name = "pretrain",
            description =
                    "Train featurizer, decider and reconstructor on own images and publish them (publishing entity).")
    static final class PreTrain extends StepCommand {
        PreTrain() {
            super(Step.PRETRAIN);
        }
    }

    @CommandLine.Command(name = "pull", description = "Fetch the published networks and verify them.")
    static final class Pull extends StepCommand {
        Pull() {
            super(Step.PULL);
        }
    }

    @CommandLine.Command(
            name = "test-release",
            description = "Try the published networks on own images; exit status 3 if they are not good enough to use.")
    static final class TestRelease extends StepCommand {
        TestRelease() {
            super(Step.TEST_RELEASE);
        }
    }

    @CommandLine.Command(name = "train-dpm", description = "Train the private deep poisoning module on own images.")
    static final class TrainDpm extends StepCommand {
        @CommandLine.Option(
                names = "--again",
                description =
                        "Give up the DPM that is there and train another from another seed: before publishing, after a withdrawal, or when its budget is used up.")
        boolean again;

        TrainDpm() {
            super(Step.TRAIN_DPM);
        }

        @Override
        Object work(Workbench bench, Console console) throws Exception {
            if (again) {
                new Workflow(bench).trainAnotherDpm();
            }
            return super.work(bench, console);
        }
    }

    @CommandLine.Command(
            name = "measure-leakage",
            description = "Attack the own DPM and judge it by the charter's limits; exit status 3 if it is refused.")
    static final class MeasureLeakage extends StepCommand {
        MeasureLeakage() {
            super(Step.MEASURE_LEAKAGE);
        }
    }

    @CommandLine.Command(
            name = "publish",
            description =
                    "Poison the own rows and hand them in with their leakage report, if the own gate admits them.")
    static final class Publish extends StepCommand {
        Publish() {
            super(Step.PUBLISH);
        }
    }

    @CommandLine.Command(
            name = "refine",
            description = "Refine the decider with the pool, and say whether the pool helped.")
    static final class Refine extends StepCommand {
        Refine() {
            super(Step.REFINE);
        }
    }
}
