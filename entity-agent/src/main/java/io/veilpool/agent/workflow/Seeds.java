package io.veilpool.agent.workflow;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.digest.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalLong;

/**
 * Every step has a seed of its own, derived from one of the entity's, so that a repeated step gives the same result. That one decides which
 * images are held back and which share a row, so a data folder keeps the one it began with, sealed by the vault.
 */
final class Seeds {
    private static final String CONTEXT = "seed of this data folder";

    private Seeds() {}

    static long of(long seed, String purpose) {
        return Digests.seed(seed + ":" + purpose);
    }

    /**
     * The folder's seed. At first use it is the one set or, without one, drawn: reports name seeds that derive from it, so it must not be
     * one that somebody can guess and try.
     *
     * @param set in the settings
     * @throws StepNotPossibleException if another one is set than the folder began with
     */
    static long ofFolder(Path folder, Vault vault, OptionalLong set)
            throws IOException, VaultException, StepNotPossibleException {
        Path file = folder.resolve("seed.sealed");
        if (!Files.exists(file)) {
            long first = set.orElseGet(() -> new SecureRandom().nextLong());
            PrivateFiles.folder(folder);
            PrivateFiles.write(
                    file,
                    vault.seal(ByteBuffer.allocate(Long.BYTES).putLong(first).array(), CONTEXT));
            return first;
        }
        long kept =
                ByteBuffer.wrap(vault.unseal(Files.readAllBytes(file), CONTEXT)).getLong();
        if (set.isPresent() && set.getAsLong() != kept) {
            throw new StepNotPossibleException(
                    "The settings name another seed than this data folder began with. Another seed would hold other images back and mix others"
                            + " into a row; take `seed` out of the settings, or set it back.");
        }
        return kept;
    }
}
