package io.veilpool.experiments.lab;

import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.agent.vault.VaultKey;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The folder of what is dear to make. Everything lies under the digest of all that determines it and is written whole or not at all, so
 * that a run that was cut off goes on, and nothing stale is ever used. DPMs are sealed, but with a key beside them: the folder is as
 * private as the images that the experiments are given.
 */
public final class Lab {
    /** Part of every digest: raise it when the same settings give something else than before. */
    private static final String VERSION = "lab/2";

    private static final int KEY_BYTES = 32;

    private final Path folder;
    private final Vault vault;

    private Lab(Path folder, Vault vault) {
        this.folder = folder;
        this.vault = vault;
    }

    /** Makes the folder if it is missing. */
    public static Lab open(Path folder) throws IOException {
        Path key = folder.resolve("key");
        try {
            PrivateFiles.folder(folder);
            if (!Files.exists(key)) {
                byte[] random = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(random);
                PrivateFiles.write(key, HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII));
            }
            return new Lab(folder, Vault.open(folder, new VaultKey.KeyFile(key)));
        } catch (VaultException e) {
            throw new IOException(
                    e.getMessage() + " All in " + folder + " can be made again: delete it and start once more.", e);
        }
    }

    /** Digest of all that determines a thing. */
    public static String digest(Object... determinants) {
        StringBuilder text = new StringBuilder(VERSION);
        for (Object determinant : determinants) {
            text.append('\n').append(determinant);
        }
        return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Where a thing of this kind lies; its folder is there. */
    public Path place(String kind, String digest) throws IOException {
        Path place = folder.resolve(kind).resolve(digest);
        PrivateFiles.folder(folder.resolve(kind));
        return place;
    }

    /** Folder of cached features. */
    Path features() {
        return folder.resolve("features");
    }

    DpmAccess access() {
        return vault.dpmAccess();
    }

    void seal(Path file, byte[] plain) throws IOException {
        try {
            PrivateFiles.write(file, vault.seal(plain, context(file)));
        } catch (VaultException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    byte[] unseal(Path file) throws IOException {
        try {
            return vault.unseal(Files.readAllBytes(file), context(file));
        } catch (VaultException e) {
            throw new IOException(file + " is damaged: delete it to have it made again", e);
        }
    }

    private static String context(Path file) {
        return String.valueOf(file.getFileName());
    }

    static <T> T read(Path file, Class<T> type) throws IOException {
        try {
            return ProtocolJson.read(Files.readAllBytes(file), type);
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "): delete it to have it made again", e);
        }
    }
}
