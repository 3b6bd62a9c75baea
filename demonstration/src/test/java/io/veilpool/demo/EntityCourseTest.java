package io.veilpool.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.World;
import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.process.ChildProcesses;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.PoisoningProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: a script in the agent's place that notes its command and ends with a status of our choice. */
class EntityCourseTest {
    private static final int PATIENCE = 200;

    @TempDir
    @Nullable
    Path temporary;

    private @Nullable ChildProcesses children;
    private @Nullable DemoFolder folder;
    private @Nullable Path home;

    @BeforeEach
    void open() {
        home = Objects.requireNonNull(temporary).resolve("home");
        folder = new DemoFolder(temporary.resolve("out"));
        children = new ChildProcesses(folder.root(), (name, line) -> {});
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(children).close();
    }

    @Test
    void enrolsBeforeItCollaborates() throws Exception {
        EntityCourse course = begin(0);
        Files.delete(enrolment());
        EntityCourse fresh = new EntityCourse("e1", agents(), home().resolve("invitation"));
        awaitEnd(course);
        assertThat(fresh.isEnrolled()).isFalse();
        fresh.begin();
        assertThat(fresh.isEnrolled()).isFalse();
        awaitEnd(fresh);
        assertThat(fresh.isEnrolled()).isTrue();
        awaitEnd(fresh);
        assertThat(commands()).isEqualTo("run\nenroll\nrun\n");
    }

    @Test
    void evaluatesOnceThePoolHasItsDecider() throws Exception {
        EntityCourse course = begin(0);
        awaitEnd(course);
        assertThat(course.goOn(true, false)).isNull();
        assertThat(commands()).isEqualTo("run\n");
        course.goOn(true, true);
        awaitEnd(course);
        assertThat(commands()).isEqualTo("run\nevaluate\n");
        assertThat(course.isOver()).isTrue();
        assertThat(course.sharesNothing()).isFalse();
    }

    @Test
    void refinesWithoutSharingWhenItsOwnGateRefused() throws Exception {
        EntityCourse course = begin(Agents.REFUSED_BY_OWN_GATE);
        awaitEnd(course);
        assertThat(course.sharesNothing()).isTrue();
        assertThat(commands()).isEqualTo("run\n");
        course.goOn(true, false);
        awaitEnd(course);
        course.goOn(true, true);
        awaitEnd(course);
        assertThat(commands()).isEqualTo("run\nrefine\nevaluate\n");
        assertThat(course.isOver()).isTrue();
    }

    @Test
    void failsWhenTheAgentCannotGoOn() throws Exception {
        EntityCourse course = begin(5);
        assertThatThrownBy(() -> awaitEnd(course))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("e1 has ended with status 5 (coordinator or object store not reachable)");
    }

    @Test
    void evaluatesAtOnceWhenAnEarlierAttemptRefined() throws Exception {
        Path refinement = agents().refinement("e1");
        Files.createDirectories(Objects.requireNonNull(refinement.getParent()));
        Files.writeString(refinement, "{}");
        EntityCourse course = begin(0);
        assertThat(course.isRefined()).isTrue();
        course.goOn(true, true);
        awaitEnd(course);
        assertThat(commands()).isEqualTo("evaluate\n");
    }

    @Test
    void isOverAtOnceWhenAnEarlierAttemptEvaluated() throws Exception {
        Path evaluation = agents().evaluation("e1");
        Files.createDirectories(Objects.requireNonNull(evaluation.getParent()));
        Files.writeString(evaluation, "{}");
        assertThat(begin(0).isOver()).isTrue();
        assertThat(home()).doesNotExist();
    }

    private EntityCourse begin(int statusOfRun) throws Exception {
        Agents agents = agents();
        if (!Files.exists(agents.evaluation("e1"))) {
            script("echo \"$1\" >> %s\n[ \"$1\" = run ] && exit %d\nexit 0"
                    .formatted(home().resolve("commands"), statusOfRun));
        }
        Files.createDirectories(Objects.requireNonNull(folder).root());
        Files.createDirectories(Objects.requireNonNull(enrolment().getParent()));
        Files.writeString(enrolment(), "{}");
        EntityCourse course = new EntityCourse("e1", agents, home().resolve("invitation"));
        course.begin();
        return course;
    }

    private void script(String lines) throws Exception {
        Path script = home().resolve("bin/entity-agent");
        Files.createDirectories(Objects.requireNonNull(script.getParent()));
        Files.writeString(script, "#!/bin/sh\n" + lines + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private Path enrolment() {
        return Objects.requireNonNull(folder).entity("e1").resolve("identity").resolve("enrolment.json");
    }

    private Agents agents() {
        return new Agents(
                home(),
                Objects.requireNonNull(folder),
                Objects.requireNonNull(children),
                Budget.of(true, PoisoningProfile.BALANCED, Charter.DEEP_POISONING),
                DemoState.fresh(
                        new DemoOptions(
                                null,
                                ColumnChoice.DEFAULT,
                                World.EQUAL,
                                PoisoningProfile.BALANCED,
                                Charter.DEEP_POISONING,
                                Objects.requireNonNull(folder).root(),
                                true,
                                1,
                                false),
                        18_080));
    }

    private Path home() {
        return Objects.requireNonNull(home);
    }

    private String commands() throws Exception {
        return Files.readString(home().resolve("commands"));
    }

    /** Nothing is there yet to go on with. */
    private static void awaitEnd(EntityCourse course) throws Exception {
        ChildProcess ended = null;
        for (int i = 0; i < PATIENCE && ended == null; i++) {
            Thread.sleep(50);
            ended = course.goOn(false, false);
        }
        assertThat(ended).isNotNull();
    }
}
