package io.veilpool.demo.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Loopback ports that nobody listens on. */
public final class FreePort {
    private FreePort() {}

    /** {@code wanted} if it is free, else another. */
    public static int near(int wanted) throws IOException {
        if (isFree(wanted)) {
            return wanted;
        }
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Whether nobody listens on {@code port}, on loopback or on all addresses. */
    public static boolean isFree(int port) {
        try (ServerSocket loopback = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            loopback.close();
            try (ServerSocket all = new ServerSocket(port, 1)) {
                return all.isBound();
            }
        } catch (IOException taken) {
            return false;
        }
    }
}
