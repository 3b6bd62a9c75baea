package io.veilpool.agent.identity;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The entity's own EC P-256 key pair. It is made on the entity's premises, and the private part never leaves them: it
 * lies in {@code identity/key.sealed}, encrypted by the vault and readable for its owner only.
 */
public final class Identity {
    private static final String CONTEXT = "entity private key";

    private Identity() {}

    /** Reads the key pair, making it on first use. */
    public static SigningKey openOrCreate(Path folder, Vault vault) throws IOException, VaultException {
        Path file = folder.resolve("key.sealed");
        if (Files.exists(file)) {
            byte[] jwk = vault.unseal(Files.readAllBytes(file), CONTEXT);
            return SigningKey.parse(new String(jwk, StandardCharsets.UTF_8));
        }
        SigningKey key = SigningKey.generate();
        PrivateFiles.write(file, vault.seal(key.privateJwk().getBytes(StandardCharsets.UTF_8), CONTEXT));
        return key;
    }
}
