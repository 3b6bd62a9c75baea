package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import picocli.CommandLine;

@CommandLine.Command(
        name = "report",
        description =
                "Make the local copy of the leakage report, with pictures, as PDF beside the page; it must not leave.")
final class ReportCommand extends AgentCommand {
    @Override
    Object work(Workbench bench, Console console) throws Exception {
        return new Workflow(bench).report();
    }
}
