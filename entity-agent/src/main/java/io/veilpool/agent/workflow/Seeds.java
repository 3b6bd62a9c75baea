package io.veilpool.agent.workflow;

import io.veilpool.model.tensor.Digests;
import java.nio.charset.StandardCharsets;

/** Every step has a seed of its own, derived from the one in the settings, so that a repeated step gives the same result. */
final class Seeds {
    private Seeds() {}

    static long of(long seed, String purpose) {
        String digest = Digests.sha256((seed + ":" + purpose).getBytes(StandardCharsets.UTF_8));
        return Long.parseUnsignedLong(digest.substring(0, 16), 16);
    }
}
