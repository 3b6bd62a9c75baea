package io.veilpool.agent.workflow;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.tensor.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Every step has a seed of its own, derived from one of the entity's, so that a repeated step gives the same result. */
final class Seeds {
    private record Drawn(long seed) {}

    private Seeds() {}

    static long of(long seed, String purpose) {
        String digest = Digests.sha256((seed + ":" + purpose).getBytes(StandardCharsets.UTF_8));
        return Long.parseUnsignedLong(digest.substring(0, 16), 16);
    }

    /**
     * The number that was drawn for this folder; draws it if there is none. Reports name seeds that derive from it, so it must not be one
     * that somebody can guess and try.
     */
    static long drawnOnce(Path folder) throws IOException {
        Path file = folder.resolve("seed.json");
        if (!Files.exists(file)) {
            PrivateFiles.folder(folder);
            PrivateFiles.write(file, ProtocolJson.write(new Drawn(new SecureRandom().nextLong())));
        }
        try {
            return ProtocolJson.read(Files.readAllBytes(file), Drawn.class).seed();
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Restore it from a backup.", e);
        }
    }
}
