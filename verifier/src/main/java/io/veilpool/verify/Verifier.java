package io.veilpool.verify;

import java.util.stream.Stream;
import picocli.CommandLine;

/** Checks what a coordinator and entities signed, with their public keys only. */
@CommandLine.Command(
        name = "veilpool-verify",
        mixinStandardHelpOptions = true,
        version = "veilpool-verify 0.1.0",
        description = "Checks, offline and with public keys only, what a coordinator and entities signed.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrailCommand.class,
            ReportCommand.class,
            ApprovalCommand.class,
            WithdrawalCommand.class,
            BrokenTrailCommand.class,
            EvidenceCommand.class
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            " 0:verified",
            " 1:not as it was signed; the sentence says what",
            " 2:wrong usage, or a file that cannot be read"
        })
public final class Verifier {
    private Verifier() {}

    public static void main(String[] arguments) {
        int status = 2;
        try {
            status = commandLine().execute(withCommand(arguments));
        } finally {
            System.exit(status); // also where memory runs out: 1 would say that something was forged
        }
    }

    /** A bundle alone is enough. */
    static String[] withCommand(String... arguments) {
        return arguments.length > 0 && arguments[0].endsWith(".zip")
                ? Stream.concat(Stream.of("evidence"), Stream.of(arguments)).toArray(String[]::new)
                : arguments;
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Verifier());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
            command.getErr().println(message);
            return failure instanceof NotVerifiedException ? 1 : 2;
        });
        return line;
    }
}
