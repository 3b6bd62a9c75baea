package io.veilpool.agent.cli;

import io.veilpool.agent.settings.InvalidSettingsException;
import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.EnrolStep;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.model.protocol.EnrolmentView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "enroll",
        description = {
            "Join a collaboration: make a key pair, send its public part with the one-time invitation.",
            "Enrolling accepts the charter's current version."
        })
final class EnrollCommand extends AgentCommand {
    private static final int MAX_CODE_BYTES = 4096;

    @CommandLine.Option(
            names = "--invitation-file",
            paramLabel = "FILE",
            description =
                    "File with the invitation's code; - reads it from standard input. A code on the command line would be"
                            + " seen by other users.")
    @Nullable
    String invitationFile;

    @CommandLine.Option(
            names = "--accept-charter",
            paramLabel = "VERSION",
            description = "Accept this version of the charter, after enrolling earlier.")
    int acceptCharter;

    /** What {@code --json} prints. */
    record Enrolled(String entity, String collaboration, int charter, String keyFingerprint) {}

    @Override
    Object work(Workbench bench, Console console) throws Exception {
        EnrolmentView enrolment;
        if (acceptCharter > 0) {
            enrolment = EnrolStep.accept(bench, acceptCharter);
            console.say("Accepted version " + acceptCharter + " of the charter");
        } else {
            enrolment = EnrolStep.enrol(bench, code());
        }
        return new Enrolled(
                enrolment.entityName(),
                enrolment.collaborationId().toString(),
                enrolment.charter().version(),
                bench.key().thumbprint());
    }

    private String code() throws InvalidSettingsException, IOException {
        String name = invitationFile;
        if (name == null) {
            throw new InvalidSettingsException("Name the invitation's file with --invitation-file FILE.");
        }
        String code = name.equals("-") ? standardInput() : fromFile(Path.of(name));
        if (code.isBlank()) {
            throw new InvalidSettingsException("The invitation " + name + " is empty.");
        }
        return code.strip();
    }

    private static String fromFile(Path file) throws InvalidSettingsException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSettingsException("There is no invitation file " + file + ".");
        }
        if (Files.size(file) > MAX_CODE_BYTES) {
            throw new InvalidSettingsException("The invitation file " + file + " has " + Files.size(file)
                    + " bytes, at most " + MAX_CODE_BYTES + " are read.");
        }
        return Files.readString(file);
    }

    private static String standardInput() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }
}
