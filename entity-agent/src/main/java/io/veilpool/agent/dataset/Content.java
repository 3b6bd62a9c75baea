package io.veilpool.agent.dataset;

import java.lang.foreign.MemorySegment;

/** An image's pixels as a key: compares all bytes, so that images made to collide are not taken for equal. */
final class Content {
    private final MemorySegment bytes;
    private final int hash;

    Content(MemorySegment bytes) {
        this.bytes = bytes;
        this.hash = bytes.asByteBuffer().hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && hash == content.hash && bytes.mismatch(content.bytes) < 0;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
