package io.veilpool.experiments;

import io.veilpool.experiments.experiment.Experiment;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;

/** Reproduces the paper's tables: one command for each experiment, one for all, one for the page. */
@CommandLine.Command(
        name = "experiments",
        mixinStandardHelpOptions = true,
        version = "experiments 0.1.0",
        description =
                "Reproduces the paper's tables. Done runs are kept and skipped; a kill loses at most the run in progress.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {" 0:done", " 1:internal error", " 2:something that you can mend; the message says what"})
public final class Experiments {
    private Experiments() {}

    public static void main(String[] arguments) {
        System.exit(execute(System.out, System.err, arguments));
    }

    /** Runs one command. @return its exit status */
    static int execute(PrintStream out, PrintStream err, String... arguments) {
        Console console =
                new Console(out, System.console() != null && System.console().isTerminal());
        CommandLine line = new CommandLine(new Experiments());
        for (Experiment experiment : Experiment.ALL) {
            add(line, experiment.name(), experiment.title(), List.of(experiment), console);
        }
        add(line, "all", "Every experiment.", Experiment.ALL, console);
        line.addSubcommand(new CompareMethodsCommand(console));
        line.addSubcommand("bench", new BenchCommand(console));
        line.addSubcommand("page", new PageCommand(console));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            err.println(Failures.sentence(failure));
            return Failures.status(failure);
        });
        return line.execute(arguments);
    }

    private static void add(
            CommandLine line, String name, String description, List<Experiment> experiments, Console console) {
        CommandLine command = new CommandLine(new RunCommand(experiments, console));
        command.getCommandSpec().usageMessage().description(description);
        line.addSubcommand(name, command);
    }
}
