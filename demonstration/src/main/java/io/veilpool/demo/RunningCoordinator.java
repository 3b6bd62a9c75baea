package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The coordinator's two processes, started with the command that institutions use. */
final class RunningCoordinator {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    // Short-lived or mostly waiting: a fast start counts more than peak speed, and a small heap than throughput.
    private static final String API_OPTIONS = "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    private static final String WORKER_OPTIONS = "-Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private final ChildProcesses children;
    private final Path home;
    private final DemoFolder folder;
    private final int port;
    private final List<String> common;
    private final ChildProcess api;
    private @Nullable ChildProcess worker;

    private RunningCoordinator(
            ChildProcesses children, Path home, DemoFolder folder, int port, List<String> common, ChildProcess api) {
        this.children = children;
        this.home = home;
        this.folder = folder;
        this.port = port;
        this.common = common;
        this.api = api;
    }

    /** Starts the api, with its database and object store. */
    static RunningCoordinator start(ChildProcesses children, Path home, DemoFolder folder, int port, boolean keep)
            throws IOException {
        List<String> common = new ArrayList<>(List.of("--veilpool.data=" + folder.coordinator()));
        if (!keep) {
            common.add("--veilpool.exit-with-pid=" + ProcessHandle.current().pid());
        }
        List<String> line = command(home, "api", common);
        line.add("--server.port=" + port);
        line.add("--server.address=127.0.0.1");
        line.add("--veilpool.public-url=http://127.0.0.1:" + port);
        line.add("--veilpool.admin.password-file=" + folder.adminPassword());
        ChildProcess api = children.start(
                "coordinator-api", line, Map.of("VEILPOOL_JAVA_OPTIONS", API_OPTIONS), folder.root(), false);
        return new RunningCoordinator(children, home, folder, port, common, api);
    }

    /** Starts the worker, which has nothing to do before the first contribution arrives. */
    void startWorker(int deciderSteps, long seed) throws IOException {
        List<String> line = command(home, "worker", common);
        line.add("--veilpool.worker.threads=1");
        line.add("--veilpool.worker.pool-decider.steps=" + deciderSteps);
        line.add("--veilpool.worker.pool-decider.seed=" + seed);
        line.add("--veilpool.compute.turns-folder=" + folder.turns());
        line.add("--veilpool.compute.turns=" + EntitySettings.TURNS);
        worker = children.start(
                "coordinator-worker", line, Map.of("VEILPOOL_JAVA_OPTIONS", WORKER_OPTIONS), folder.root(), true);
    }

    private static List<String> command(Path home, String role, List<String> common) {
        List<String> line =
                new ArrayList<>(List.of(home.resolve("bin/coordinator").toString(), role));
        line.addAll(common);
        return line;
    }

    /** Where it answers, which is the same at every start. */
    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Waits until the coordinator answers. */
    void awaitReady() throws DemoFailure, InterruptedException {
        Instant end = Instant.now().plus(START_LIMIT);
        while (!api.hasSaid("Coordinator ready")) {
            refuseDead();
            if (Instant.now().isAfter(end)) {
                throw new DemoFailure("The coordinator did not start within " + START_LIMIT.toMinutes() + " minutes:"
                        + DeadChild.tail(api));
            }
            Thread.sleep(100);
        }
    }

    /** Leaves it running when this run ends; says where it is, who may sign in and how to end it. */
    List<String> keep() throws IOException {
        List<ChildProcess> processes =
                Stream.of(api, worker).filter(Objects::nonNull).toList();
        processes.forEach(children::keep);
        String numbers =
                processes.stream().map(process -> String.valueOf(process.pid())).collect(Collectors.joining(" "));
        return List.of(
                "",
                "The coordinator goes on: " + address() + "/swagger-ui.html",
                "Account: admin, password in " + folder.adminPassword(),
                "To end it: kill " + numbers);
    }

    /** Throws if one of the coordinator's processes no longer runs. */
    void refuseDead() throws DemoFailure {
        DeadChild.refuse(api);
        if (worker != null) {
            DeadChild.refuse(worker);
        }
    }
}
