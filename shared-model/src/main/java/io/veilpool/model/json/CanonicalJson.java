package io.veilpool.model.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/** JSON of the protocol records in the form of RFC 8785, whose bytes anybody can make again: what is hashed and signed. */
public final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * UTF-8.
     *
     * @throws IllegalArgumentException if the value cannot be written, for instance a NaN
     */
    public static byte[] write(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The same as text. */
    public static String text(Object value) {
        try {
            return new JsonCanonicalizer(ProtocolJson.text(value)).getEncodedString();
        } catch (IOException e) {
            throw new UncheckedIOException("What was just written is no JSON", e);
        }
    }
}
