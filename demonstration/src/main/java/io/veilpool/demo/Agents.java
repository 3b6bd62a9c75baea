package io.veilpool.demo;

import io.veilpool.demo.careless.CarelessEntity;
import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The entities' agents: their settings, and their processes, started with the command that institutions use. */
final class Agents {
    /** Exit statuses of an agent that go on without its rows. */
    static final int REFUSED_BY_OWN_GATE = 3;

    static final int TRAINING_FAILED = 8;
    // Tensors lie outside the heap. Enrolling lives for a second or two, so it is compiled only lightly.
    private static final String TRAINING_OPTIONS = "-Xmx640m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    private static final String ENROLLING_OPTIONS = "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private final Path home;
    private final DemoFolder folder;
    private final ChildProcesses children;
    private final Budget budget;
    private final DemoState state;

    Agents(Path home, DemoFolder folder, ChildProcesses children, Budget budget, DemoState state) {
        this.home = home;
        this.folder = folder;
        this.children = children;
        this.budget = budget;
        this.state = state;
    }

    /** Writes an entity's settings file. */
    void writeSettings(String entity) throws IOException {
        DemoFolder.writePrivately(folder.settings(entity), EntitySettings.yaml(entity, budget, folder, state));
    }

    boolean isEnrolled(String entity) {
        return isEnrolled(folder, entity);
    }

    static boolean isEnrolled(DemoFolder folder, String entity) {
        return Files.exists(folder.entity(entity).resolve("identity").resolve("enrolment.json"));
    }

    Path refinement(String entity) {
        return folder.entity(entity).resolve("results").resolve("refine.json");
    }

    Path evaluation(String entity) {
        return folder.entity(entity).resolve("results").resolve("evaluate.json");
    }

    ChildProcess enroll(String entity, Path invitation) throws IOException {
        return start(entity, ENROLLING_OPTIONS, "enroll", "--invitation-file", invitation.toString());
    }

    ChildProcess run(String entity) throws IOException {
        return start(entity, TRAINING_OPTIONS, "run");
    }

    ChildProcess refine(String entity) throws IOException {
        return start(entity, TRAINING_OPTIONS, "refine");
    }

    ChildProcess evaluate(String entity) throws IOException {
        return start(
                entity,
                TRAINING_OPTIONS,
                "evaluate",
                "--test",
                PreparedImages.part(folder, "test").toString(),
                "--pictures",
                folder.pictures().resolve(entity).toString());
    }

    /** Waits for the coordinator's certificate. */
    ChildProcess withdraw(String entity, String reason) throws IOException {
        return start(entity, ENROLLING_OPTIONS, "withdraw", "--reason", reason);
    }

    /** Institutions have no command for what this member does, so it is started by its class. */
    ChildProcess careless(Path invitation) throws IOException {
        List<String> line = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dai.djl.offline=true",
                CarelessEntity.class.getName(),
                folder.settings(CarelessCourse.ENTITY).toString(),
                invitation.toString(),
                String.valueOf(ProcessHandle.current().pid()));
        Map<String, String> environment = Map.of("CLASSPATH", System.getProperty("java.class.path"));
        return children.start(CarelessCourse.ENTITY, line, environment, folder.root(), true);
    }

    private ChildProcess start(String entity, String javaOptions, String command, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(
                home.resolve("bin/entity-agent").toString(),
                command,
                "--settings",
                folder.settings(entity).toString(),
                "--exit-with-pid",
                String.valueOf(ProcessHandle.current().pid())));
        line.addAll(List.of(arguments));
        return children.start(entity, line, Map.of("VEILPOOL_JAVA_OPTIONS", javaOptions), folder.root(), true);
    }
}
