package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;

/** Says that a process has ended which should not have, with the end of its log. */
final class DeadChild {
    private static final int LINES = 15;

    private DeadChild() {}

    /** Throws if {@code child} no longer runs. */
    static void refuse(ChildProcess child) throws DemoFailure {
        if (!child.isAlive()) {
            throw new DemoFailure(
                    child.name() + " has ended with status " + child.exitStatus() + meaning(child.exitStatus())
                            + ". The end of its log " + child.log() + ":" + tail(child)
                            + "\nEverything else is being stopped. The same command goes on where it stood.");
        }
    }

    static String tail(ChildProcess child) {
        StringBuilder text = new StringBuilder();
        child.tail(LINES).forEach(line -> text.append("\n  | ").append(line));
        return text.toString();
    }

    /** What the agents' exit statuses mean. */
    static String meaning(int status) {
        return switch (status) {
            case 2 -> " (settings not understood)";
            case 3 -> " (its own gate refused)";
            case 4 -> " (refused by the coordinator)";
            case 5 -> " (coordinator or object store not reachable)";
            case 6 -> " (another agent holds its data folder)";
            case 7 -> " (images not usable)";
            case 8 -> " (training failed)";
            case 137 -> " (killed)";
            case 143 -> " (asked to end)";
            default -> "";
        };
    }
}
