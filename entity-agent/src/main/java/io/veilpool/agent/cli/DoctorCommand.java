package io.veilpool.agent.cli;

import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.Doctor;
import io.veilpool.agent.workflow.Workbench;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(
        name = "doctor",
        description =
                "Check settings, images, engine, disk, memory, vault, coordinator and clock; exit status 2 if something is wrong.")
final class DoctorCommand extends AgentCommand {
    /** What {@code --json} prints. */
    record Examination(boolean healthy, List<Doctor.Finding> findings) {}

    @Override
    Object work(Workbench bench, Console console) {
        List<Doctor.Finding> findings = new Doctor(bench).examine();
        for (Doctor.Finding finding : findings) {
            console.say("%-5s %-12s %s".formatted(finding.ok() ? "ok" : "WRONG", finding.check(), finding.detail()));
        }
        return new Examination(findings.stream().allMatch(Doctor.Finding::ok), findings);
    }

    @Override
    ExitCode code(Object result) {
        return result instanceof Examination examination && examination.healthy() ? ExitCode.DONE : ExitCode.USAGE;
    }
}
