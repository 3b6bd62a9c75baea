package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Has the bundle of evidence checked by the program that outsiders check it with. */
final class EvidenceCheck {
    private static final int POLL_MILLIS = 50;

    private EvidenceCheck() {}

    /** @return the checker's verdict in its own words; throws if the bundle is not what was signed */
    static String run(ChildProcesses children, Path home, DemoFolder folder)
            throws DemoFailure, IOException, InterruptedException {
        ChildProcess check = children.start(
                "veilpool-verify",
                List.of(
                        home.resolve("bin/veilpool-verify").toString(),
                        folder.evidence().toString()),
                Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"), // half the time, for so short a life
                folder.root(),
                false);
        while (check.isAlive()) {
            Thread.sleep(POLL_MILLIS);
        }
        if (check.exitStatus() != 0) {
            throw new DemoFailure("bin/veilpool-verify " + folder.evidence() + " has ended with status "
                    + check.exitStatus() + ":" + DeadChild.tail(check));
        }
        return check.tail(1).getFirst();
    }
}
