package io.veilpool.agent.cli;

import io.veilpool.agent.identity.OfficerKey;
import io.veilpool.model.signing.SigningKey;
import java.io.PrintStream;
import picocli.CommandLine;

@CommandLine.Command(
        name = "officer-key",
        description = {
            "Make the key pair of an officer, who releases what leaves: for that person's own use, on a machine of their choice.",
            "Prints the public part, for the collaboration's admin, and its fingerprint, to be compared by another way."
        })
final class OfficerKeyCommand extends ReportingCommand {
    @CommandLine.Mixin
    OfficerOptions officer = new OfficerOptions();

    /** What {@code --json} prints. */
    record Made(String officer, String publicKey, String keyFingerprint) {}

    @Override
    ExitCode perform(PrintStream progress) throws Exception {
        SigningKey key = OfficerKey.create(officer.key, officer.name, officer.passphrase());
        progress.println("Public key of " + officer.name + ": " + key.publicJwk());
        progress.println("Its fingerprint: " + key.thumbprint());
        print(new Made(officer.name, key.publicJwk(), key.thumbprint()));
        return ExitCode.DONE;
    }
}
