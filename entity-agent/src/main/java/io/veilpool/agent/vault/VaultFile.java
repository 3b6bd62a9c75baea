package io.veilpool.agent.vault;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * {@code vault.json}: how the key is derived, and the encrypted data key. Holds nothing that opens the vault.
 *
 * @param derivation    {@code PBKDF2-HMAC-SHA256} or {@code NONE}
 * @param salt          base64
 * @param keyset        base64 of the data key, encrypted
 * @param commitmentKey base64 of the commitment key, encrypted with the data key
 */
record VaultFile(
        int formatVersion, String derivation, int iterations, String salt, String keyset, String commitmentKey) {
    private static final int FORMAT = 1;
    private static final int MIN_ITERATIONS = 100_000;
    private static final int MAX_ITERATIONS = 100_000_000;

    static VaultFile of(WrappingKey wrapping, byte[] keyset, byte[] commitmentKey) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new VaultFile(
                FORMAT,
                wrapping.derivation(),
                wrapping.iterations(),
                base64.encodeToString(wrapping.salt()),
                base64.encodeToString(keyset),
                base64.encodeToString(commitmentKey));
    }

    static VaultFile read(Path file) throws IOException, VaultException {
        try {
            VaultFile content = ProtocolJson.read(Files.readAllBytes(file), VaultFile.class);
            boolean derived = content.derivation().equals(WrappingKey.PBKDF2) && isSound(content.iterations());
            if (content.formatVersion() != FORMAT
                    || !(derived || content.derivation().equals(WrappingKey.NONE))) {
                throw new VaultException("The vault file " + file + " has a format that this agent does not know.");
            }
            return content;
        } catch (InvalidJsonException e) {
            throw new VaultException("The vault file " + file + " is damaged. Restore it from a backup.", e);
        }
    }

    /** Neither so few that guessing is cheap, nor so many that it never ends. */
    static boolean isSound(int iterations) {
        return iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS;
    }

    void write(Path file) throws IOException {
        PrivateFiles.write(file, ProtocolJson.write(this));
    }

    byte[] saltBytes() throws VaultException {
        return decode(salt);
    }

    byte[] keysetBytes() throws VaultException {
        return decode(keyset);
    }

    byte[] commitmentKeyBytes() throws VaultException {
        return decode(commitmentKey);
    }

    private static byte[] decode(String base64) throws VaultException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new VaultException("The vault file is damaged. Restore it from a backup.", e);
        }
    }
}
