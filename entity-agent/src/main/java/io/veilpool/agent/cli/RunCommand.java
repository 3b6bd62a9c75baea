package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import picocli.CommandLine;

@CommandLine.Command(
        name = "run",
        description = "Do what is next until nothing is left, waiting for the others where needed.")
final class RunCommand extends AgentCommand {
    @Override
    Object work(Workbench bench, Console console) throws Exception {
        new Workflow(bench).run();
        return Status.of(bench);
    }
}
