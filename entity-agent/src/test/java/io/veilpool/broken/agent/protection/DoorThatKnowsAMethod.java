package io.veilpool.broken.agent.protection;

import io.veilpool.broken.agent.protection.one.OneMethod;
import org.jspecify.annotations.Nullable;

/** A door behind which only one method fits. */
public final class DoorThatKnowsAMethod {
    @Nullable
    OneMethod method;
}
