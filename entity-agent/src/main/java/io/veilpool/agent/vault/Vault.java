package io.veilpool.agent.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * Authenticated encryption (Tink, AES-256-GCM) of what must not be readable on the disk. A random data key encrypts
 * the contents; a key that comes from outside the data folder ({@link VaultKey}) encrypts the data key. Every
 * ciphertext is bound to a context, so that one sealed file cannot stand in for another.
 */
public final class Vault {
    private static final byte[] KEYSET_CONTEXT = "veilpool vault data key".getBytes(StandardCharsets.UTF_8);
    private static final String COMMITMENT_CONTEXT = "veilpool vault commitment key";
    private static final int COMMITMENT_KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Aead data;
    private final DpmAccess access = new DpmAccess();
    private final byte[] commitmentKey;

    private Vault(Aead data, byte[] commitmentKey) {
        this.data = data;
        this.commitmentKey = commitmentKey;
    }

    /**
     * Opens the vault of a folder, making it on first use.
     *
     * @throws VaultException if the key is missing, too weak or not the one that the vault was made with
     */
    public static Vault open(Path folder, VaultKey key) throws VaultException {
        Path file = folder.resolve("vault.json");
        try {
            AeadConfig.register();
            return Files.exists(file) ? existing(file, key) : create(file, key);
        } catch (GeneralSecurityException e) {
            throw new VaultException("The vault in " + folder + " cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new VaultException(
                    "The vault file " + file + " cannot be read or written (" + e.getMessage()
                            + "). Check the folder's permissions and free space.",
                    e);
        }
    }

    private static Vault create(Path file, VaultKey key) throws VaultException, GeneralSecurityException, IOException {
        WrappingKey wrapping = WrappingKey.create(key, RANDOM);
        KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        byte[] wrapped = TinkProtoKeysetFormat.serializeEncryptedKeyset(keyset, wrapping.aead(), KEYSET_CONTEXT);
        Aead data = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        byte[] commitmentKey = new byte[COMMITMENT_KEY_BYTES];
        RANDOM.nextBytes(commitmentKey);
        byte[] sealed = data.encrypt(commitmentKey, COMMITMENT_CONTEXT.getBytes(StandardCharsets.UTF_8));
        VaultFile.of(wrapping, wrapped, sealed).write(file);
        return new Vault(data, commitmentKey);
    }

    private static Vault existing(Path file, VaultKey key)
            throws VaultException, GeneralSecurityException, IOException {
        VaultFile content = VaultFile.read(file);
        WrappingKey wrapping = WrappingKey.again(key, content);
        KeysetHandle keyset;
        try {
            keyset = TinkProtoKeysetFormat.parseEncryptedKeyset(content.keysetBytes(), wrapping.aead(), KEYSET_CONTEXT);
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    "The vault " + file + " does not open with the key from " + wrapping.source()
                            + ". Use the passphrase or key that it was made with; without it the DPM and the private"
                            + " key in this data folder are lost, and the entity must enrol again in a new folder.",
                    e);
        }
        Aead data = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        byte[] commitmentKey =
                data.decrypt(content.commitmentKeyBytes(), COMMITMENT_CONTEXT.getBytes(StandardCharsets.UTF_8));
        return new Vault(data, commitmentKey);
    }

    /** @param context what the bytes are; the same text opens them again */
    public byte[] seal(byte[] plain, String context) throws VaultException {
        try {
            return data.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new VaultException("Encryption failed for " + context, e);
        }
    }

    /** @throws VaultException if the bytes were changed, or sealed by another vault or for another context */
    public byte[] unseal(byte[] sealed, String context) throws VaultException {
        try {
            return data.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    "What is stored as \"" + context + "\" was changed, or belongs to another vault. Restore it from a"
                            + " backup, or delete it and let the agent make it again.",
                    e);
        }
    }

    /** Right to see DPM weights in the clear. */
    public DpmAccess dpmAccess() {
        return access;
    }

    /** Key of the commitments to DPM weights: with it, sameness is provable; without it, a commitment tells nothing. */
    public byte[] commitmentKey(DpmAccess access) {
        if (access != this.access) {
            throw new IllegalArgumentException("this access belongs to another vault");
        }
        return commitmentKey.clone();
    }
}
