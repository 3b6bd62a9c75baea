package io.veilpool.broken.agent.protection.other;

import io.veilpool.broken.agent.protection.one.OneMethod;
import org.jspecify.annotations.Nullable;

/** A method that stands on another one. */
public final class OtherMethod {
    @Nullable
    OneMethod one;
}
