package io.veilpool.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loopback ports. A server keeps its port over restarts where it can, so that addresses handed out stay good. */
final class Ports {
    private Ports() {}

    /** The port in {@code file} if nobody listens on it, else a free one. */
    static int keptOrFree(Path file) throws IOException {
        if (Files.exists(file)) {
            try {
                int kept = Integer.parseInt(Files.readString(file).strip());
                if (kept > 0 && kept < 65_536 && isFree(kept)) {
                    return kept;
                }
            } catch (NumberFormatException damaged) {
                return free();
            }
        }
        return free();
    }

    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    static int free() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
