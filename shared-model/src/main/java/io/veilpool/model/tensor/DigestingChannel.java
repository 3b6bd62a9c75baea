package io.veilpool.model.tensor;

import io.veilpool.model.digest.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/** Computes the SHA-256 of what passes through. */
final class DigestingChannel implements WritableByteChannel {
    private final WritableByteChannel target;
    private final MessageDigest sha256 = Digests.newSha256();

    DigestingChannel(WritableByteChannel target) {
        this.target = target;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer passed = bytes.duplicate();
        int written = target.write(bytes);
        sha256.update(passed.limit(passed.position() + written));
        return written;
    }

    String digest() {
        return Digests.hex(sha256.digest());
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
