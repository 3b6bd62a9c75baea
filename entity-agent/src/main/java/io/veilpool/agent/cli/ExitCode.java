package io.veilpool.agent.cli;

/** What the agent's exit status means; scripts rely on the numbers. */
public enum ExitCode {
    DONE(0, "done"),
    INTERNAL(1, "internal error"),
    USAGE(2, "wrong usage or settings, or a step that is not possible yet"),
    OWN_GATE(3, "refused by this agent itself: its gate, or a release it does not trust"),
    COORDINATOR_REFUSED(4, "refused by the coordinator"),
    UNREACHABLE(5, "coordinator or object store unreachable"),
    FOLDER_BUSY(6, "another agent holds the data folder"),
    UNUSABLE_IMAGES(7, "unusable images"),
    TRAINING_FAILED(8, "training failed");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
