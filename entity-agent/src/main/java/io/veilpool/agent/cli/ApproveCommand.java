package io.veilpool.agent.cli;

import io.veilpool.agent.identity.OfficerKey;
import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import picocli.CommandLine;

@CommandLine.Command(
        name = "approve",
        description = {
            "Release exactly what publish prepared, as a second person and with that person's own key; shows it, and sends nothing.",
            "Another command may hold the data folder meanwhile: run waits for it."
        })
final class ApproveCommand extends AgentCommand {
    @CommandLine.Mixin
    OfficerOptions officer = new OfficerOptions();

    @Override
    boolean looksOnly() {
        return true;
    }

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        return new Workflow(bench)
                .approve(officer.name, OfficerKey.open(officer.key, officer.name, officer.passphrase()));
    }
}
