package io.veilpool.agent.cli;

import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.settings.AgentSettings;
import io.veilpool.agent.settings.SettingsFile;
import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.DataFolder;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.model.protocol.EnrolmentView;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine;

/** What commands of an enrolled agent share: settings, and the lock on the data folder. */
abstract class AgentCommand extends ReportingCommand {
    @CommandLine.Option(
            names = "--settings",
            paramLabel = "FILE",
            required = true,
            description = "The entity's settings, a YAML file.")
    Path settingsFile = Path.of("settings.yaml");

    @CommandLine.Option(names = "--exit-with-pid", paramLabel = "PID", description = "End when that process is gone.")
    long exitWithPid;

    /** Does the work. @return the result, printed with {@code --json} */
    abstract Object work(Workbench bench, Console console) throws Exception;

    /** Whether the command may run while another holds the data folder. */
    boolean looksOnly() {
        return false;
    }

    /** Exit status for a result that is no failure. */
    ExitCode code(Object result) {
        return ExitCode.DONE;
    }

    /** A result that is waiting for others, for people. */
    record NotYet(String notYet) {}

    @Override
    ExitCode perform(PrintStream progress) throws Exception {
        if (exitWithPid > 0) {
            ProcessWatch.exitWith(exitWithPid);
        }
        AgentSettings settings = SettingsFile.read(settingsFile);
        Console console = new Console(progress, settings.label());
        try (DataFolder folder = folder(settings);
                Workbench bench = new Workbench(settings, folder, console, Clock.systemUTC())) {
            Enrolment.read(folder.identity()).map(EnrolmentView::entityName).ifPresent(console::label);
            Object result = work(bench, console);
            print(result);
            return code(result);
        }
    }

    private DataFolder folder(AgentSettings settings) throws Exception {
        if (looksOnly()) {
            return DataFolder.look(settings.data());
        }
        DataFolder held = DataFolder.hold(settings.data());
        AgentLog.into(held.root());
        return held;
    }
}
