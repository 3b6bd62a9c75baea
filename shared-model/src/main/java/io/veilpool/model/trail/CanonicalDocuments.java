package io.veilpool.model.trail;

import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import java.util.Arrays;
import java.util.Collection;

/** Documents that were signed in canonical JSON (RFC 8785), as somebody who has the signer's public keys reads them. */
public final class CanonicalDocuments {
    private CanonicalDocuments() {}

    /**
     * Checks the signature, then reads what was signed.
     *
     * @param keys public keys (JWK), one of which must have signed
     * @param type one of {@link io.veilpool.model.protocol.SignatureType}
     * @throws InvalidSignatureException if none of the keys signed it as such a document
     * @throws InvalidJsonException      if it is none, or not in canonical form, so that others could not make its digest again
     */
    public static <T> T read(String jws, Collection<String> keys, String type, Class<T> document)
            throws InvalidSignatureException, InvalidJsonException {
        byte[] signed = Jws.verifyWithAny(jws, keys, type);
        T read = ProtocolJson.read(signed, document);
        if (!Arrays.equals(CanonicalJson.write(read), signed)) {
            throw new InvalidJsonException("it is not in canonical JSON (RFC 8785)");
        }
        return read;
    }
}
