package io.veilpool.agent.identity;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.SealedSecret;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.agent.vault.VaultKey;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Approval;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An officer's own EC P-256 key pair, in a file that the officer keeps, encrypted under the officer's passphrase. The agent reads it while
 * the officer approves, and keeps nothing of it.
 */
public final class OfficerKey {
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 1 << 16;

    private OfficerKey() {}

    private record Content(int formatVersion, String officer, SealedSecret key) {}

    /**
     * Makes a key pair.
     *
     * @throws VaultException if the name is not one, the passphrase is missing or weak, or something is there already: no key is overwritten
     */
    public static SigningKey create(Path file, String officer, VaultKey passphrase) throws IOException, VaultException {
        if (!Approval.isOfficersName(officer)) {
            throw new VaultException(
                    "An officer's name has 1 to 63 letters, digits, dots, underscores or dashes and begins with a"
                            + " letter or digit.");
        }
        if (Files.exists(file)) {
            throw new VaultException(
                    "There is a file " + file + " already, and no key is overwritten. Name another one.");
        }
        SigningKey key = SigningKey.generate();
        SealedSecret sealed =
                SealedSecret.seal(key.privateJwk().getBytes(StandardCharsets.UTF_8), context(officer), passphrase);
        PrivateFiles.write(file, ProtocolJson.write(new Content(FORMAT, officer, sealed)));
        return key;
    }

    /** @throws VaultException if it is no such file, not that officer's, or the passphrase does not open it */
    public static SigningKey open(Path file, String officer, VaultKey passphrase) throws IOException, VaultException {
        Content content = read(file);
        if (!content.officer().equals(officer)) {
            throw new VaultException(
                    "The key in " + file + " is that of " + content.officer() + ", not of " + officer + ".");
        }
        byte[] jwk = content.key().open(context(officer), passphrase);
        return SigningKey.parse(new String(jwk, StandardCharsets.UTF_8));
    }

    private static Content read(Path file) throws IOException, VaultException {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
            throw new VaultException(
                    "There is no officer's key in " + file + ". Name the file that entity-agent officer-key made.");
        }
        try {
            Content content = ProtocolJson.read(Files.readAllBytes(file), Content.class);
            if (content.formatVersion() != FORMAT) {
                throw new VaultException("The key in " + file + " has format " + content.formatVersion()
                        + ", this agent reads format " + FORMAT + ".");
            }
            return content;
        } catch (InvalidJsonException e) {
            throw new VaultException("There is no officer's key in " + file
                    + ", or it is damaged. Name the file that entity-agent officer-key made.");
        }
    }

    private static String context(String officer) {
        return "the key of officer " + officer;
    }
}
