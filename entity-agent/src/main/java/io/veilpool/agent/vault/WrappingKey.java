package io.veilpool.agent.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The 32 bytes that encrypt the vault's data key. From a passphrase by PBKDF2-HMAC-SHA256 with 600,000 iterations
 * (OWASP Password Storage Cheat Sheet, 2023) and a salt of 16 random bytes; from a key file as they are.
 */
@SuppressWarnings("ArrayRecordComponent")
record WrappingKey(byte[] key, String derivation, int iterations, byte[] salt, String source) {
    static final int BYTES = 32;
    static final String PBKDF2 = "PBKDF2-HMAC-SHA256";
    static final String NONE = "NONE";
    private static final int ITERATIONS = 600_000;
    private static final int SALT_BYTES = 16;
    private static final int MIN_PASSPHRASE = 12;
    private static final int MAX_KEY_FILE_BYTES = 4096;

    static WrappingKey create(VaultKey key, SecureRandom random) throws VaultException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return derive(key, ITERATIONS, salt, true);
    }

    static WrappingKey again(VaultKey key, VaultFile file) throws VaultException {
        boolean passphrase = !(key instanceof VaultKey.KeyFile);
        if (passphrase != file.derivation().equals(PBKDF2)) {
            throw new VaultException("The vault was made with "
                    + (passphrase
                            ? "a key file, but the settings give a passphrase"
                            : "a passphrase, but the settings give a key file")
                    + ". Name the same kind of key under `vault` in the settings.");
        }
        return derive(key, file.iterations(), file.saltBytes(), false);
    }

    /** @param fresh whether a passphrase that is typed was never typed before */
    static WrappingKey derive(VaultKey key, int iterations, byte[] salt, boolean fresh) throws VaultException {
        return switch (key) {
            case VaultKey.KeyFile(Path file) ->
                new WrappingKey(keyBytes(file), NONE, 0, new byte[0], "key file " + file);
            case VaultKey.PassphraseFile(Path file) ->
                fromPassphrase(firstLine(file), iterations, salt, "passphrase file " + file);
            case VaultKey.PassphraseEnvironment(String variable) -> {
                String value = System.getenv(variable);
                if (value == null || value.isEmpty()) {
                    throw new VaultException("The environment variable " + variable
                            + " that should hold the passphrase is not set. Set it for this process.");
                }
                yield fromPassphrase(value.toCharArray(), iterations, salt, "environment variable " + variable);
            }
            case VaultKey.Terminal() -> fromPassphrase(typed(fresh), iterations, salt, "the terminal");
        };
    }

    private static WrappingKey fromPassphrase(char[] passphrase, int iterations, byte[] salt, String source)
            throws VaultException {
        if (passphrase.length < MIN_PASSPHRASE) {
            throw new VaultException("The passphrase from " + source + " has " + passphrase.length
                    + " characters, at least " + MIN_PASSPHRASE + " are needed.");
        }
        PBEKeySpec spec = new PBEKeySpec(passphrase, salt, iterations, BYTES * 8);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new WrappingKey(key, PBKDF2, iterations, salt, source);
        } catch (GeneralSecurityException e) {
            throw new VaultException("The passphrase from " + source + " cannot be turned into a key", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static char[] typed(boolean fresh) throws VaultException {
        Console terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) {
            throw new VaultException(
                    "There is no terminal to type the passphrase at. Name a file that holds it, or an environment variable.");
        }
        char[] passphrase = terminal.readPassword("Passphrase: ");
        if (passphrase == null || (fresh && !Arrays.equals(passphrase, terminal.readPassword("The same again: ")))) {
            throw new VaultException("The passphrase was not typed, or not the same twice. Try again.");
        }
        return passphrase;
    }

    /** Encrypts and decrypts with this key. */
    @AccessesPartialKey // the key is ours, kept outside the library's key sets
    Aead aead() throws GeneralSecurityException {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        AesGcmKey aes = AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(aes).withRandomId().makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static char[] firstLine(Path file) throws VaultException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(secretBytes(file)));
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            char[] line = new char[end];
            text.get(line);
            return line;
        } catch (CharacterCodingException e) {
            throw new VaultException("The passphrase file " + file + " is not UTF-8 text.", e);
        }
    }

    private static byte[] keyBytes(Path file) throws VaultException {
        byte[] bytes = secretBytes(file);
        if (bytes.length == BYTES) {
            return bytes;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (text.matches("[0-9a-fA-F]{64}")) {
            return HexFormat.of().parseHex(text);
        }
        throw new VaultException("The key file " + file + " must hold 32 bytes or 64 hex digits, it holds "
                + bytes.length + " bytes. Make one with: openssl rand -out FILE 32");
    }

    private static byte[] secretBytes(Path file) throws VaultException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new VaultException("There is no file " + file
                        + " with the key or passphrase. Make it, readable for this user only, or name the right one.");
            }
            if (Files.size(file) > MAX_KEY_FILE_BYTES) {
                throw new VaultException("The file " + file + " with the key or passphrase has " + Files.size(file)
                        + " bytes, at most " + MAX_KEY_FILE_BYTES + " are read. Name the right file.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new VaultException(
                    "The file " + file + " with the key or passphrase cannot be read: " + e.getMessage(), e);
        }
    }

    /** Names where the key comes from, never the key. */
    @Override
    public String toString() {
        return "WrappingKey[" + source + "]";
    }
}
