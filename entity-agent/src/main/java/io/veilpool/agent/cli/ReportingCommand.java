package io.veilpool.agent.cli;

import io.veilpool.model.json.ProtocolJson;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** What every command shares: output and exit status. */
abstract class ReportingCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ReportingCommand.class);

    @CommandLine.Option(
            names = "--json",
            description = "Print the result as JSON on standard output; progress goes to standard error.")
    boolean json;

    /** What {@code --json} prints instead of a result. */
    record Failure(int exitCode, String meaning, String message) {}

    /** Does the work, and prints its result. */
    abstract ExitCode perform(PrintStream progress) throws Exception;

    @Override
    public Integer call() {
        try {
            return perform(json ? System.err : System.out).code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(e);
        } catch (Exception | OutOfMemoryError e) {
            return failed(e);
        }
    }

    /** With {@code --json} alone. */
    void print(Object result) {
        if (json) {
            System.out.println(ProtocolJson.text(result));
        }
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
        print(new Failure(code.code(), code.meaning(), sentence));
        return code.code();
    }
}
