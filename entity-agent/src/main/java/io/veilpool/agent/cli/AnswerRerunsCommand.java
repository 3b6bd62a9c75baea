package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import io.veilpool.model.protocol.RerunState;
import io.veilpool.model.protocol.RerunView;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(
        name = "answer-reruns",
        description = {
            "Repeat what an auditor, or a newer attack suite, orders to be measured again, and hand it in.",
            "`run` does it too; rows whose re-run is overdue or deviates are in no new snapshot."
        })
final class AnswerRerunsCommand extends AgentCommand {
    /** @param answered in the order in which they were due */
    record Answered(List<RerunView> answered) {}

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        List<RerunView> answered = new Workflow(bench).answerReruns();
        if (answered.isEmpty()) {
            console.say("No measurement has to be repeated");
        }
        return new Answered(answered);
    }

    @Override
    ExitCode code(Object result) {
        boolean agree = result instanceof Answered all
                && all.answered().stream().allMatch(rerun -> rerun.state() == RerunState.AGREES);
        return agree ? ExitCode.DONE : ExitCode.OWN_GATE;
    }
}
