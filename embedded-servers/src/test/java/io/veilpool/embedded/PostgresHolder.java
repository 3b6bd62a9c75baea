package io.veilpool.embedded;

import java.nio.file.Path;

/** A process that starts the server, prints the postmaster's id and waits to be killed. */
final class PostgresHolder {
    private PostgresHolder() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        PostgresServer server = PostgresServer.start(Path.of(arguments[0]), 20);
        System.out.println("line " + server.processId());
        Thread.sleep(Long.MAX_VALUE);
    }
}
