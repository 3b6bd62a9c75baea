package io.veilpool.broken.agent.client;

import io.veilpool.agent.vault.DpmAccess;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** A second class that sends. */
public final class SecondWayOut {
    @Nullable
    HttpClient http;

    @Nullable
    DpmAccess access;
}
