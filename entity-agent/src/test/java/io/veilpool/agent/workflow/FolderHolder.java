package io.veilpool.agent.workflow;

import java.nio.file.Path;

/** Another agent, for tests: holds a data folder until it is killed. */
final class FolderHolder {
    private FolderHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (DataFolder held = DataFolder.hold(Path.of(arguments[0]))) {
            System.out.println("holding " + held.root());
            Thread.sleep(60_000);
        }
    }
}
