package io.veilpool.agent.cli;

import io.veilpool.agent.identity.OfficerKey;
import io.veilpool.agent.settings.InvalidSettingsException;
import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import java.nio.file.Path;
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
        if (absolute(officer.key).startsWith(absolute(bench.folder().root()))) {
            throw new InvalidSettingsException("The officer's key lies in the agent's data folder "
                    + bench.folder().root() + ", which is the operator's. Move it to where only the officer has it.");
        }
        return new Workflow(bench)
                .approve(officer.name, OfficerKey.open(officer.key, officer.name, officer.passphrase()));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
