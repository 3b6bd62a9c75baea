package io.veilpool.agent.vault;

/** An access without a vault, for tests of what it protects. */
public final class TestAccess {
    private TestAccess() {}

    public static DpmAccess access() {
        return new DpmAccess();
    }
}
