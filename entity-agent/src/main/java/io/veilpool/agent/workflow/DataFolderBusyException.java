package io.veilpool.agent.workflow;

import java.nio.file.Path;

/** Another agent holds the data folder. */
public final class DataFolderBusyException extends Exception {
    private static final long serialVersionUID = 1L;

    DataFolderBusyException(Path folder, String pid) {
        super("The data folder " + folder + " is held by another agent, process " + pid
                + ". Wait until it ends, or stop it; each entity needs a data folder of its own.");
    }
}
