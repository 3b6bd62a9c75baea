package io.veilpool.agent.cli;

import io.veilpool.agent.settings.InvalidSettingsException;
import io.veilpool.agent.vault.VaultKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Who acts as officer, and what opens that person's key. */
final class OfficerOptions {
    @CommandLine.Option(
            names = "--as",
            paramLabel = "NAME",
            required = true,
            description = "The officer, by the name that the collaboration's admin registers; its members see it.")
    String name = "";

    @CommandLine.Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The officer's key file, kept where only the officer has it.")
    Path key = Path.of("officer.key");

    @CommandLine.Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File whose first line is the key's passphrase; without this and the next it is typed.")
    @Nullable
    Path passphraseFile;

    @CommandLine.Option(
            names = "--passphrase-environment",
            paramLabel = "VARIABLE",
            description = "Environment variable that holds the key's passphrase.")
    @Nullable
    String passphraseEnvironment;

    VaultKey passphrase() throws InvalidSettingsException {
        Path file = passphraseFile;
        String variable = passphraseEnvironment;
        if (file != null && variable != null) {
            throw new InvalidSettingsException(
                    "Name one of --passphrase-file and --passphrase-environment, or neither to type the passphrase.");
        }
        if (file != null) {
            return new VaultKey.PassphraseFile(file);
        }
        return variable == null ? new VaultKey.Terminal() : new VaultKey.PassphraseEnvironment(variable);
    }
}
