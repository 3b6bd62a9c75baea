package io.veilpool.agent.publishing;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A document in canonical JSON and this entity's signature over it, kept on disk. ES256 signatures differ each time; one that is kept
 * makes a repeated request the same request.
 *
 * @param compact the compact JWS
 * @param digest  SHA-256 of the payload bytes, lower-case hex
 */
record SignedDocument(String compact, String digest) {
    static SignedDocument of(Path file, Object document, String type, SigningKey key) throws IOException {
        byte[] payload = CanonicalJson.write(document);
        if (Files.exists(file)) {
            String kept = Files.readString(file);
            try {
                if (Arrays.equals(Jws.verify(kept, key.publicJwk(), type), payload)) {
                    return new SignedDocument(kept, Digests.sha256(payload));
                }
            } catch (InvalidSignatureException e) {
                Files.delete(file); // of another key or half written: sign again
            }
        }
        String compact = key.sign(payload, type);
        PrivateFiles.write(file, compact.getBytes(StandardCharsets.US_ASCII));
        return new SignedDocument(compact, Digests.sha256(payload));
    }
}
