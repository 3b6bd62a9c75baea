package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.cli.EntityAgent;
import io.veilpool.agent.protection.ProtectionMethods;
import io.veilpool.agent.protection.trivial.Rotated;
import io.veilpool.agent.testing.RealCoordinator;
import io.veilpool.agent.testing.TinyCollaboration;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole collaborations under methods other than Deep Poisoning: the same coordinator, agents, steps and commands. */
class MethodCollaborationTest {
    private static final String HYBRID = "hybrid-embedding";
    private static final List<String> ENTITIES = List.of("e1", "e2");

    @TempDir
    static Path folder;

    private static RealCoordinator coordinator;

    @BeforeAll
    static void start() throws Exception {
        coordinator = RealCoordinator.start(Files.createDirectory(folder.resolve("coordinator")));
    }

    @AfterAll
    static void stop() throws Exception {
        coordinator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Rotated.NAME, "adversarial-representation", HYBRID})
    void runsToTheEnd(String method) throws Exception {
        assertThat(ProtectionMethods.names()).contains(method);
        Path place = Files.createDirectory(folder.resolve(method));
        UUID collaboration = enrolled(place, method);
        assertThat(agent(place, "e1", "pretrain")).isZero();
        for (String entity : ENTITIES) {
            assertThat(agent(place, entity, "pull")).isZero();
            assertThat(agent(place, entity, "test-release"))
                    .as("waits for no turn, so that two of them do not fit into one process")
                    .isZero();
        }

        List<CompletableFuture<Integer>> running = new ArrayList<>();
        for (String entity : ENTITIES) {
            running.add(CompletableFuture.supplyAsync(() -> agent(place, entity, "run")));
        }
        coordinator.move(collaboration, CollaborationState.SHARING);
        while (accepted(collaboration) < ENTITIES.size()) {
            assertThat(running).noneMatch(CompletableFuture::isDone);
            Thread.sleep(300);
        }
        coordinator.snapshot(collaboration);
        for (CompletableFuture<Integer> agent : running) {
            assertThat(agent.get(240, TimeUnit.SECONDS)).isZero();
        }

        Path test = images(method, place.resolve("test-images"), 4, 9);
        assertThat(agent(place, "e2", "evaluate", "--test", test.toString())).isZero();
        StepResults results = new StepResults(place.resolve("e2-data/results"));
        assertThat(results.required(Step.REFINE, Results.Refined.class).pooledRows())
                .isEqualTo(36);
    }

    @Test
    void saysWhichMethodsThereAreWhereTheCharterNamesAnother() throws Exception {
        Path place = Files.createDirectory(folder.resolve("unknown"));
        enrolled(place, "homomorphic-hope");

        assertThat(agent(place, "e1", "run")).isEqualTo(2);
    }

    /** Two entities with images, settings and enrolment, in a collaboration under the method. */
    private static UUID enrolled(Path place, String method) throws Exception {
        UUID collaboration = coordinator.open(method, charter(method));
        int seed = 1;
        for (String entity : ENTITIES) {
            images(method, place.resolve(entity + "-images"), 16, seed);
            TinyCollaboration.settings(place, entity, coordinator.address(), seed++);
            Path invitation = place.resolve(entity + ".invitation");
            Files.writeString(invitation, coordinator.invite(collaboration, entity));
            assertThat(agent(place, entity, "enroll", "--invitation-file", invitation.toString()))
                    .isZero();
        }
        return collaboration;
    }

    private static Path images(String method, Path folder, int perClass, int seed) throws Exception {
        return method.equals(HYBRID)
                ? TinyCollaboration.attributeImages(folder, perClass, seed)
                : TinyCollaboration.images(folder, perClass, seed);
    }

    private static Charter charter(String method) {
        Charter c = TinyCollaboration.charter(100);
        boolean table = method.equals(HYBRID);
        return new Charter(
                table ? AttributeTask.TASK : c.task(),
                table ? TinyCollaboration.TASK.classes(10) : c.classes(),
                table ? TinyCollaboration.TASK : null,
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                method,
                c.dpmFamilies(),
                c.thresholds(),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                c.oversight());
    }

    private static int accepted(UUID collaboration) throws Exception {
        return coordinator
                .list(collaboration, "contributions?state=ACCEPTED")
                .get("total")
                .asInt();
    }

    private static int agent(Path place, String entity, String command, String... more) {
        List<String> line = new ArrayList<>(
                List.of(command, "--settings", place.resolve(entity + ".yaml").toString()));
        line.addAll(List.of(more));
        return EntityAgent.execute(line.toArray(String[]::new));
    }
}
