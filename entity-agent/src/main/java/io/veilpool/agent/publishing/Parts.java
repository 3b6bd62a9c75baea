package io.veilpool.agent.publishing;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.ObjectParts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Cuts a file into parts of equal size and hashes each. */
final class Parts {
    private Parts() {}

    static ObjectParts of(Path file, String digest, long partBytes) throws IOException {
        List<String> digests = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] part = in.readNBytes(Math.toIntExact(partBytes));
                    part.length > 0;
                    part = in.readNBytes(Math.toIntExact(partBytes))) {
                digests.add(Digests.sha256(part));
            }
        }
        return new ObjectParts(digest, Files.size(file), partBytes, digests);
    }
}
