package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Results;
import io.veilpool.agent.workflow.Workbench;
import picocli.CommandLine;

@CommandLine.Command(
        name = "status",
        description = "Say which steps are done and what is next; asks nobody, changes nothing.")
final class StatusCommand extends AgentCommand {
    @Override
    boolean looksOnly() {
        return true;
    }

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        Status status = Status.of(bench);
        if (status.entity() == null) {
            console.say("Not enrolled yet");
        }
        for (Status.Standing standing : status.steps()) {
            console.say((standing.done() ? "done  " : "open  ") + standing.step());
        }
        Results.TestedRelease release = status.release();
        if (release != null) {
            console.say(release.sentence());
            release.objections().forEach(console::say);
            release.warnings().forEach(console::say);
        }
        console.say(status.next() == null ? "Nothing is left to do" : "Next: " + status.next());
        return status;
    }
}
