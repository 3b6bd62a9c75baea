package io.veilpool.agent.client;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the agent talks to the coordinator and the object store.
 *
 * @param connectSeconds     limit for making a connection
 * @param requestSeconds     limit for the answer to one request, and for how long nothing may come of a download
 * @param patienceSeconds    how long a request is tried again while the other side does not answer
 * @param pollSeconds        how often {@code run} asks whether something new is there
 * @param trustedCertificate PEM file with certificates that are trusted besides the platform's
 */
public record NetworkSettings(
        int connectSeconds,
        int requestSeconds,
        int patienceSeconds,
        double pollSeconds,
        @Nullable Path trustedCertificate) {
    public NetworkSettings {
        atLeast("connectSeconds", connectSeconds, 1);
        atLeast("requestSeconds", requestSeconds, 1);
        atLeast("patienceSeconds", patienceSeconds, 0);
        if (!(pollSeconds >= 0.1 && pollSeconds <= 3600)) {
            throw new IllegalArgumentException("pollSeconds must be 0.1 to 3600, was " + pollSeconds);
        }
    }

    public static NetworkSettings defaults() {
        return new NetworkSettings(10, 600, 120, 2, null);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least || value > 86_400) {
            throw new IllegalArgumentException(name + " must be " + least + " to 86400, was " + value);
        }
    }
}
