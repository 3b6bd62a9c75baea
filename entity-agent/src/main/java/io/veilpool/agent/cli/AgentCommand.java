package io.veilpool.agent.cli;

import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.settings.AgentSettings;
import io.veilpool.agent.settings.SettingsFile;
import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.DataFolder;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.EnrolmentView;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What every command shares: settings, output, the lock on the data folder, exit status. */
abstract class AgentCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCommand.class);

    @CommandLine.Option(
            names = "--settings",
            paramLabel = "FILE",
            required = true,
            description = "The entity's settings, a YAML file.")
    Path settingsFile = Path.of("settings.yaml");

    @CommandLine.Option(
            names = "--json",
            description = "Print the result as JSON on standard output; progress goes to standard error.")
    boolean json;

    @CommandLine.Option(names = "--exit-with-pid", paramLabel = "PID", description = "End when that process is gone.")
    long exitWithPid;

    /** What {@code --json} prints instead of a result. */
    record Failure(int exitCode, String meaning, String message) {}

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
    public Integer call() {
        if (exitWithPid > 0) {
            ProcessWatch.exitWith(exitWithPid);
        }
        PrintStream progress = json ? System.err : System.out;
        try {
            AgentSettings settings = SettingsFile.read(settingsFile);
            Console console = new Console(progress, settings.label());
            try (DataFolder folder = folder(settings);
                    Workbench bench = new Workbench(settings, folder, console, Clock.systemUTC())) {
                Enrolment.read(folder.identity()).map(EnrolmentView::entityName).ifPresent(console::label);
                Object result = work(bench, console);
                if (json) {
                    System.out.println(ProtocolJson.text(result));
                }
                return code(result).code();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(e);
        } catch (Exception | OutOfMemoryError e) {
            return failed(e);
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

    private int failed(Throwable failure) {
        ExitCode code = Failures.code(failure);
        String sentence = Failures.sentence(failure);
        if (code == ExitCode.INTERNAL) {
            LOG.warn("{}", sentence, failure);
        } else {
            LOG.warn("{}", sentence);
        }
        System.err.println("entity-agent: " + sentence);
        if (json) {
            System.out.println(ProtocolJson.text(new Failure(code.code(), code.meaning(), sentence)));
        }
        return code.code();
    }
}
