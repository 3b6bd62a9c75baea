package io.veilpool.agent.dataset;

import java.util.Arrays;

/** An image's pixels as a key: compares all bytes, so that images made to collide are not taken for equal. */
final class Content {
    private final byte[] bytes;
    private final int hash;

    Content(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && hash == content.hash && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
