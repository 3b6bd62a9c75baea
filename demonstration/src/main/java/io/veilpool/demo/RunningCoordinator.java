package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The coordinator's two processes, started with the command that institutions use. */
final class RunningCoordinator {
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    // Short-lived or mostly waiting: a fast start counts more than peak speed, and a small heap than throughput.
    private static final String API_OPTIONS = "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    private static final String WORKER_OPTIONS = "-Xmx768m -XX:+UseSerialGC";

    private final ChildProcess api;
    private final ChildProcess worker;

    private RunningCoordinator(ChildProcess api, ChildProcess worker) {
        this.api = api;
        this.worker = worker;
    }

    static RunningCoordinator start(
            ChildProcesses children,
            Path home,
            DemoFolder folder,
            int port,
            Path password,
            boolean keep,
            int deciderSteps)
            throws IOException {
        List<String> common = new java.util.ArrayList<>(List.of("--veilpool.data=" + folder.coordinator()));
        if (!keep) {
            common.add("--veilpool.exit-with-pid=" + ProcessHandle.current().pid());
        }
        List<String> api = new java.util.ArrayList<>(
                List.of(home.resolve("bin/coordinator").toString(), "api"));
        api.addAll(common);
        api.add("--server.port=" + port);
        api.add("--server.address=127.0.0.1");
        api.add("--veilpool.public-url=http://127.0.0.1:" + port);
        api.add("--veilpool.admin.password-file=" + password);
        List<String> worker = new java.util.ArrayList<>(
                List.of(home.resolve("bin/coordinator").toString(), "worker"));
        worker.addAll(common);
        worker.add("--veilpool.worker.threads=1");
        worker.add("--veilpool.worker.pool-decider.steps=" + deciderSteps);
        worker.add("--veilpool.compute.turns-folder=" + folder.turns());
        worker.add("--veilpool.compute.turns=2");
        return new RunningCoordinator(
                children.start(
                        "coordinator-api", api, Map.of("VEILPOOL_JAVA_OPTIONS", API_OPTIONS), folder.root(), false),
                children.start(
                        "coordinator-worker",
                        worker,
                        Map.of("VEILPOOL_JAVA_OPTIONS", WORKER_OPTIONS),
                        folder.root(),
                        true));
    }

    /** Waits until the coordinator answers. */
    void awaitReady() throws DemoFailure, InterruptedException {
        Instant end = Instant.now().plus(START_LIMIT);
        while (!api.hasSaid("Coordinator ready")) {
            for (ChildProcess process : processes()) {
                DeadChild.refuse(process);
            }
            if (Instant.now().isAfter(end)) {
                throw new DemoFailure("The coordinator did not start within " + START_LIMIT.toSeconds() + " s:"
                        + DeadChild.tail(api));
            }
            Thread.sleep(100);
        }
    }

    List<ChildProcess> processes() {
        return List.of(api, worker);
    }
}
