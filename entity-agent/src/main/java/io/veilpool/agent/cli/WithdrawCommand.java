package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine;

@CommandLine.Command(
        name = "withdraw",
        description = {
            "Take own rows out of the pool and wait for the coordinator's certificate.",
            "From the request on nobody is given them; copies that members have already are theirs to delete."
        })
final class WithdrawCommand extends AgentCommand {
    @CommandLine.Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; it stands in the certificate and in the coordinator's trail, so name no person.")
    String reason = "";

    @CommandLine.Option(
            names = "--contribution",
            paramLabel = "ID",
            description = "This contribution only; may be given several times. Without it: everything.")
    List<UUID> contributions = List.of();

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        return new Workflow(bench).withdraw(contributions, reason);
    }
}
