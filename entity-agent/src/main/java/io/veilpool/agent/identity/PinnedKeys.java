package io.veilpool.agent.identity;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code identity/pinned-keys.json}: fingerprints of other parties' keys as they were first seen. The coordinator tells
 * them, so the first use trusts it unless somebody compares the fingerprint out of band; from then on a change is refused.
 */
public final class PinnedKeys {
    private final Path file;

    private record Content(Map<String, String> fingerprints) {}

    public PinnedKeys(Path folder) {
        this.file = folder.resolve("pinned-keys.json");
    }

    /**
     * Remembers the fingerprint on first use, and says whether it is (still) the pinned one.
     *
     * @return the pinned fingerprint; equal to {@code fingerprint} unless the key changed
     */
    public synchronized String pin(String party, String fingerprint) throws IOException {
        Map<String, String> pins = new TreeMap<>(read());
        String pinned = pins.putIfAbsent(party, fingerprint);
        if (pinned != null) {
            return pinned;
        }
        PrivateFiles.write(file, ProtocolJson.write(new Content(pins)));
        return fingerprint;
    }

    private Map<String, String> read() throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return ProtocolJson.read(Files.readAllBytes(file), Content.class).fingerprints();
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Restore it from a backup.", e);
        }
    }
}
