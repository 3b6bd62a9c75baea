package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import picocli.CommandLine;

@CommandLine.Command(
        name = "preview",
        description = {
            "Show what publish would send, as a page in the data folder: rows, bytes, classes, figures against limits,",
            "and originals beside what an insider rebuilds. Sends nothing; the page is for this entity only."
        })
final class PreviewCommand extends AgentCommand {
    @Override
    Object work(Workbench bench, Console console) throws Exception {
        return new Workflow(bench).preview();
    }
}
