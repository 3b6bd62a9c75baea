package io.veilpool.embedded;

import java.nio.file.Path;

/** A process that starts the store, prints the store's process id and waits to be killed. */
final class ObjectStoreHolder {
    private ObjectStoreHolder() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        ObjectStoreServer server = ObjectStoreServer.start(Path.of(arguments[0]));
        System.out.println("line " + server.processId());
        Thread.sleep(Long.MAX_VALUE);
    }
}
