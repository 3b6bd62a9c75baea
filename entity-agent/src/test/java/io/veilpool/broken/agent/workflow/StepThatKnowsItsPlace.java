package io.veilpool.broken.agent.workflow;

import io.veilpool.broken.agent.cli.Command;
import io.veilpool.broken.agent.leakage.TalkativeProbe;
import org.jspecify.annotations.Nullable;

/** Depends on the command line, and on a step that depends on it. */
public final class StepThatKnowsItsPlace {
    @Nullable
    Command command;

    @Nullable
    TalkativeProbe probe;
}
