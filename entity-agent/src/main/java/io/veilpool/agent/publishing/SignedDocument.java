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
import java.util.Optional;

/**
 * A document in canonical JSON and this entity's signature over it, kept on disk. ES256 signatures differ each time; one that is kept
 * makes a repeated request the same request.
 *
 * @param compact the compact JWS
 * @param json    what was signed
 */
record SignedDocument(String compact, String json) {
    /** The one that is kept; empty if there is none, or it is of another key or half written. */
    static Optional<SignedDocument> kept(Path file, String type, SigningKey key) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String compact = Files.readString(file);
        try {
            byte[] payload = Jws.verify(compact, key.publicJwk(), type);
            return Optional.of(new SignedDocument(compact, new String(payload, StandardCharsets.UTF_8)));
        } catch (InvalidSignatureException e) {
            return Optional.empty();
        }
    }

    /** The one that is kept if it says just this, else it is signed, and takes the place of what is kept. */
    static SignedDocument of(Path file, Object document, String type, SigningKey key) throws IOException {
        String json = CanonicalJson.text(document);
        Optional<SignedDocument> kept = kept(file, type, key).filter(other -> other.json.equals(json));
        if (kept.isPresent()) {
            return kept.get();
        }
        String compact = key.sign(json.getBytes(StandardCharsets.UTF_8), type);
        PrivateFiles.write(file, compact.getBytes(StandardCharsets.US_ASCII));
        return new SignedDocument(compact, json);
    }

    /** SHA-256 of the payload bytes, lower-case hex. */
    String digest() {
        return Digests.sha256(json.getBytes(StandardCharsets.UTF_8));
    }
}
