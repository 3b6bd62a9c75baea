package io.veilpool.agent.vault;

import com.google.crypto.tink.aead.AeadConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * One secret that a passphrase alone opens (PBKDF2, then AES-256-GCM), for a file outside of every data folder. Holds nothing that opens it.
 *
 * @param iterations of PBKDF2-HMAC-SHA256
 * @param salt       base64
 * @param sealed     base64
 */
public record SealedSecret(int iterations, String salt, String sealed) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Encrypts.
     *
     * @param context    what the secret is; the same text opens it again
     * @param passphrase not a key file
     */
    public static SealedSecret seal(byte[] secret, String context, VaultKey passphrase) throws VaultException {
        WrappingKey key = WrappingKey.create(passphrase, RANDOM);
        try {
            AeadConfig.register();
            Base64.Encoder base64 = Base64.getEncoder();
            byte[] sealed = key.aead().encrypt(secret, context.getBytes(StandardCharsets.UTF_8));
            return new SealedSecret(key.iterations(), base64.encodeToString(key.salt()), base64.encodeToString(sealed));
        } catch (GeneralSecurityException e) {
            throw new VaultException("Encryption failed for " + context, e);
        }
    }

    /** @throws VaultException if it was sealed with another passphrase or for another context, or was changed since */
    public byte[] open(String context, VaultKey passphrase) throws VaultException {
        if (!VaultFile.isSound(iterations)) {
            throw new VaultException("What is kept as " + context + " was changed: it names " + iterations
                    + " iterations. Restore it from a backup.");
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            WrappingKey key = WrappingKey.derive(passphrase, iterations, base64.decode(salt), false);
            AeadConfig.register();
            return key.aead().decrypt(base64.decode(sealed), context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new VaultException(
                    "What is kept as " + context
                            + " does not open: the passphrase is another one, or the file was changed. Use the passphrase that it was"
                            + " made with.",
                    e);
        }
    }
}
