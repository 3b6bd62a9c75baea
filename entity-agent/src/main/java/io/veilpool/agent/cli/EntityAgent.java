package io.veilpool.agent.cli;

import java.util.Arrays;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The agent of one entity: one command per step of the paper. */
@CommandLine.Command(
        name = "entity-agent",
        mixinStandardHelpOptions = true,
        version = "entity-agent 0.1.0",
        description = "The agent of one institution. Images, original features and the DPM stay here.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EnrollCommand.class,
            DoctorCommand.class,
            StepCommand.PreTrain.class,
            StepCommand.Pull.class,
            StepCommand.TestRelease.class,
            StepCommand.TrainDpm.class,
            StepCommand.MeasureLeakage.class,
            PreviewCommand.class,
            ReportCommand.class,
            OfficerKeyCommand.class,
            ApproveCommand.class,
            StepCommand.Publish.class,
            StepCommand.Refine.class,
            EvaluateCommand.class,
            AnswerRerunsCommand.class,
            WithdrawCommand.class,
            StatusCommand.class,
            RunCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class EntityAgent {
    private EntityAgent() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs one command. @return its exit status, an {@link ExitCode} */
    public static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new EntityAgent());
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
        }
        Stream<String> meanings =
                Arrays.stream(ExitCode.values()).map(code -> " " + code.code() + ":" + code.meaning());
        Stream<CommandLine> all = Stream.concat(Stream.of(line), line.getSubcommands().values().stream());
        String[] list = meanings.toArray(String[]::new);
        all.forEach(command -> command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("Exit status:%n")
                .exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(list)));
        return line;
    }
}
