package io.veilpool.model.digest;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC-SHA-256 as 64 lower-case hex digits. */
public final class Digests {
    private static final long CHUNK = 1 << 26;

    private Digests() {}

    public static String sha256(byte[] bytes) {
        return hex(newSha256().digest(bytes));
    }

    /** The first 64 bits of the SHA-256 of a text: a seed that whoever knows the text can make again, and nobody can steer. */
    public static long seed(String text) {
        return ByteBuffer.wrap(newSha256().digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** Streams the file; constant memory. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = newSha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return hex(digest.digest());
    }

    /** Of memory of any size. */
    public static String sha256(MemorySegment bytes) {
        MessageDigest digest = newSha256();
        for (long offset = 0; offset < bytes.byteSize(); offset += CHUNK) {
            digest.update(bytes.asSlice(offset, Math.min(CHUNK, bytes.byteSize() - offset))
                    .asByteBuffer());
        }
        return hex(digest.digest());
    }

    /** Keyed hash of the concatenated parts. */
    public static String hmacSha256(byte[] key, byte[]... data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : data) {
                mac.update(part);
            }
            return hex(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalArgumentException("HMAC-SHA-256 cannot use this key", e);
        }
    }

    /** Whether the text is 64 lower-case hex digits. */
    public static boolean isSha256(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
