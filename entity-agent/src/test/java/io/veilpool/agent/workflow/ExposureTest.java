package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.cli.EntityAgent;
import io.veilpool.agent.settings.SettingsFile;
import io.veilpool.agent.testing.RealCoordinator;
import io.veilpool.agent.testing.TinyCollaboration;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Oversight;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One agent and a real coordinator under a charter of one upload for each DPM. The tests stand on one another and run in order; what breaks
 * a data folder breaks a copy.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExposureTest {
    private static final int ROWS = 36;

    @TempDir
    static Path folder;

    private static RealCoordinator coordinator;
    private static UUID collaboration;

    @BeforeAll
    static void measured() throws Exception {
        coordinator = RealCoordinator.start(folder);
        collaboration = coordinator.open("exposed", charter());
        TinyCollaboration.images(folder.resolve("e1-images"), 16, 1);
        TinyCollaboration.settings(folder, "e1", coordinator.address(), 1);
        Path invitation = Files.writeString(folder.resolve("e1.invitation"), coordinator.invite(collaboration, "e1"));
        assertThat(agent("e1", "enroll", "--invitation-file", invitation.toString()))
                .isZero();
        for (String step : List.of("pretrain", "pull", "test-release", "train-dpm", "measure-leakage")) {
            assertThat(agent("e1", step)).as(step).isZero();
        }
        coordinator.move(collaboration, CollaborationState.SHARING);
    }

    @AfterAll
    static void stop() throws Exception {
        if (coordinator != null) {
            coordinator.close();
        }
    }

    @Test
    @Order(1)
    void refusesRowsForWhichABudgetIsTooSmallWithWhateverDpm() throws Exception {
        copyOf("e1", "small");
        changeCharter("small", "rowsPerDpm", 1_000, 10);

        assertThat(agent("small", "publish")).isEqualTo(2);

        try (Bench small = bench("small")) {
            assertThatThrownBy(() -> new Exposure(small.bench())
                            .begin(1, "c", ROWS, small.bench().images().training()))
                    .isInstanceOf(StepNotPossibleException.class)
                    .hasMessageContaining("10 rows in 1 uploads under one DPM")
                    .hasMessageContaining("hand in fewer images");
        }
        assertThat(contributions()).isEmpty();
    }

    @Test
    @Order(2)
    void countsWhatWasAccepted() throws Exception {
        assertThat(agent("e1", "publish")).isZero();

        try (Bench e1 = bench("e1")) {
            Exposure exposure = new Exposure(e1.bench());
            assertThat(used(e1)).isEqualTo(new Exposure.Used(1, ROWS));
            assertThat(exposure.imagesByUploads()).isEqualTo(Map.of(1, ROWS));
            assertThat(exposure.neverUploaded(e1.bench().images().training())).isZero();
            assertThat(exposure.neverUploaded(e1.bench().images().validation())).isEqualTo(12);
        }
    }

    /** On the disk is what a kill between the coordinator's acceptance and the count leaves: an upload begun, and no result. */
    @Test
    @Order(3)
    void aKillBeforeTheCountLosesNothing() throws Exception {
        copyOf("e1", "killed");
        forgetPublication("killed");
        try (Bench killed = bench("killed")) {
            Results.TrainedDpm dpm = killed.bench().results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
            new Exposure(killed.bench())
                    .begin(
                            dpm.rotation(),
                            dpm.commitment(),
                            ROWS,
                            killed.bench().images().training());
            assertThat(used(killed)).isEqualTo(new Exposure.Used(0, 0));
        }

        assertThat(agent("killed", "publish")).isZero();

        try (Bench killed = bench("killed")) {
            assertThat(used(killed)).isEqualTo(new Exposure.Used(1, ROWS));
            assertThat(new Exposure(killed.bench()).imagesByUploads()).isEqualTo(Map.of(1, ROWS));
        }
        assertThat(contributions())
                .as("poisoned again, the same images give the same bytes, which are the same contribution")
                .hasSize(1);
    }

    @Test
    @Order(4)
    void takesOverTheCoordinatorsCountAndKeepsItsOwnWhereThatIsHigher() throws Exception {
        copyOf("e1", "lost");
        forgetPublication("lost");
        assertThat(agent("lost", "publish"))
                .as("the ledger is gone, the contribution is the same")
                .isZero();
        try (Bench lost = bench("lost")) {
            assertThat(used(lost)).isEqualTo(new Exposure.Used(1, ROWS));
            assertThat(new Exposure(lost.bench()).imagesByUploads()).isEqualTo(Map.of(1, ROWS));
            ContributionView known = contributions().getFirst();
            Exposure exposure = new Exposure(lost.bench());
            exposure.accepted(new ContributionView(
                    new UUID(0, 1),
                    known.entity(),
                    known.state(),
                    known.manifest(),
                    known.manifestJws(),
                    List.of(),
                    List.of(),
                    known.createdAt()));

            exposure.reconcile();

            assertThat(used(lost)).isEqualTo(new Exposure.Used(2, 2L * ROWS));
        }
    }

    @Test
    @Order(5)
    void asksForAnotherDpmBeforeItPublishesOtherImagesUnderThisOne() throws Exception {
        copyOf("e1", "more");
        moreImages("more");
        Files.delete(folder.resolve("more-data/results/publish.json"));

        assertThat(agent("more", "publish")).isEqualTo(2);

        changeCharter("more", "uploadsPerDpm", 1, 9);
        assertThat(agent("more", "publish")).as("the coordinator counts too").isEqualTo(4);
        assertThat(contributions()).hasSize(1);
    }

    @Test
    @Order(6)
    void anotherDpmMayPublishOnceItsLikenessToTheFirstIsMeasured() throws Exception {
        assertThat(report("e1", 1).notRun()).anyMatch(reason -> reason.startsWith("linkage between rotations"));

        assertThat(agent("e1", "train-dpm", "--again")).isZero();
        assertThat(folder.resolve("e1-data/dpm/dpm-1.sealed"))
                .as("kept for the linkage test")
                .exists();
        assertThat(agent("e1", "measure-leakage")).isZero();
        assertThat(agent("e1", "publish")).isZero();

        LeakageReport second = report("e1", 2);
        assertThat(second.attacks()).extracting(AttackOutcome::attack).endsWith("linkage");
        assertThat(second.notRun()).noneMatch(reason -> reason.startsWith("linkage"));
        assertThat(contributions())
                .allMatch(contribution -> contribution.state() == ContributionState.ACCEPTED)
                .extracting(contribution -> contribution.manifest().rotation())
                .containsExactlyInAnyOrder(1, 2);
        assertThat(folder.resolve("e1-data/dpm/dpm-1.sealed"))
                .as("its rows are in use, so its measurement may be ordered again")
                .exists();
        try (Bench e1 = bench("e1")) {
            assertThat(used(e1)).isEqualTo(new Exposure.Used(1, ROWS));
            assertThat(new Exposure(e1.bench()).imagesByUploads()).isEqualTo(Map.of(2, ROWS));
        }
    }

    @Test
    @Order(7)
    void rotatesByItselfWhenThereAreNewImages() throws Exception {
        moreImages("e1");
        CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> agent("e1", "run"));
        while (!running.isDone() && accepted() < 3) {
            Thread.sleep(300);
        }
        coordinator.move(collaboration, CollaborationState.CLOSED);
        running.get(120, TimeUnit.SECONDS);

        assertThat(contributions())
                .extracting(contribution -> contribution.manifest().rotation())
                .contains(3);
        try (Bench e1 = bench("e1")) {
            assertThat(new Exposure(e1.bench())
                            .neverUploaded(e1.bench().images().training()))
                    .isZero();
        }
    }

    private static Charter charter() {
        Charter c = TinyCollaboration.charter(100);
        return new Charter(
                c.classes(),
                c.image(),
                c.backbone(),
                c.hookPoint(),
                c.publishingEntity(),
                c.dpmFamilies(),
                c.thresholds(),
                c.rows(),
                c.rowTypes(),
                c.profile(),
                new Oversight(false, 0, Oversight.MOST_HOURS, Oversight.MOST_HOURS, 1_000, 1));
    }

    private static List<ContributionView> contributions() throws Exception {
        try (Bench e1 = bench("e1")) {
            return e1.bench().client().contributions(collaboration);
        }
    }

    private static long accepted() throws Exception {
        return contributions().stream()
                .filter(contribution -> contribution.state() == ContributionState.ACCEPTED)
                .count();
    }

    private static Exposure.Used used(Bench bench) throws Exception {
        String commitment = bench.bench()
                .results()
                .required(Step.TRAIN_DPM, Results.TrainedDpm.class)
                .commitment();
        return new Exposure(bench.bench()).used(commitment);
    }

    private static LeakageReport report(String entity, int rotation) throws Exception {
        try (Bench bench = bench(entity)) {
            return MeasureLeakageStep.report(bench.bench(), rotation);
        }
    }

    /** Neither the ledger nor the result of publishing. */
    private static void forgetPublication(String entity) throws IOException {
        Files.delete(folder.resolve(entity + "-data/results/publish.json"));
        Files.delete(folder.resolve(entity + "-data/dpm/exposure.sealed"));
    }

    /** In a folder of its own. */
    private static void moreImages(String entity) throws IOException {
        Path images = TinyCollaboration.images(folder.resolve(entity + "-more"), 20, 1);
        Path settings = folder.resolve(entity + ".yaml");
        Files.writeString(
                settings,
                Files.readString(settings).replaceFirst("images: .*-images", "images: " + images.getFileName()));
    }

    private static void changeCharter(String entity, String field, int from, int to) throws IOException {
        Path enrolment = folder.resolve(entity + "-data/identity/enrolment.json");
        String before = Files.readString(enrolment);
        String after = before.replace("\"" + field + "\":" + from, "\"" + field + "\":" + to);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(enrolment, after);
    }

    private record Bench(DataFolder folder, Workbench bench) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bench.close();
            folder.close();
        }
    }

    private static Bench bench(String entity) throws Exception {
        DataFolder data = DataFolder.look(folder.resolve(entity + "-data"));
        Console console = new Console(new PrintStream(System.out, false, StandardCharsets.UTF_8), entity);
        return new Bench(
                data,
                new Workbench(SettingsFile.read(folder.resolve(entity + ".yaml")), data, console, Clock.systemUTC()));
    }

    private static int agent(String entity, String command, String... more) {
        List<String> line = new ArrayList<>(
                List.of(command, "--settings", folder.resolve(entity + ".yaml").toString()));
        line.addAll(List.of(more));
        return EntityAgent.execute(line.toArray(String[]::new));
    }

    private static void copyOf(String entity, String copy) throws IOException {
        Path from = folder.resolve(entity + "-data");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(copy + "-data").resolve(from.relativize(file));
                Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.writeString(
                folder.resolve(copy + ".yaml"),
                Files.readString(folder.resolve(entity + ".yaml")).replace(entity + "-data", copy + "-data"));
    }
}
