package io.veilpool.agent.workflow;

/** How a step ended, unless it failed. */
public sealed interface StepOutcome {
    /** Its result file is there. */
    record Done(Object result) implements StepOutcome {}

    /** Others have to act first; asked again later it goes on. */
    record NotYet(String reason) implements StepOutcome {}
}
