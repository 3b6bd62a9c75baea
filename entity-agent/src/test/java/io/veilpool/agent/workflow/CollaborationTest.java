package io.veilpool.agent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.cli.EntityAgent;
import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.egress.PrivateBytes;
import io.veilpool.agent.egress.RecordingProxy;
import io.veilpool.agent.egress.SignedFigures;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.publishing.PreparedContribution;
import io.veilpool.agent.publishing.Publication;
import io.veilpool.agent.settings.SettingsFile;
import io.veilpool.agent.testing.RealCoordinator;
import io.veilpool.agent.testing.TinyCollaboration;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.policy.InsiderTrials;
import io.veilpool.model.policy.Repetition;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.OrderRerun;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.Verdict;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import io.veilpool.pages.LocalPictures;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two agents and a real coordinator, from the invitation to the last figure, while a proxy keeps every byte that the
 * agents send. The tests stand on one another and run in order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CollaborationTest {
    @TempDir
    static Path folder;

    private static RealCoordinator coordinator;
    private static RecordingProxy proxy;
    private static ProxySelector before;
    private static UUID collaboration;

    @BeforeAll
    static void start() throws Exception {
        before = ProxySelector.getDefault();
        proxy = new RecordingProxy();
        coordinator = RealCoordinator.start(folder);
        ProxySelector.setDefault(proxy.selector());
        collaboration = coordinator.open("tiny", TinyCollaboration.charter(100));
        int seed = 1;
        for (String entity : List.of("e1", "e2")) {
            TinyCollaboration.images(folder.resolve(entity + "-images"), 16, seed);
            TinyCollaboration.settings(folder, entity, coordinator.address(), seed++);
            Files.writeString(folder.resolve(entity + ".invitation"), coordinator.invite(collaboration, entity));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        ProxySelector.setDefault(before);
        proxy.close();
        if (coordinator != null) {
            coordinator.close();
        }
    }

    @Test
    @Order(1)
    void enrolsOnceWithAnInvitationAndNeverWithAUsedOne() throws Exception {
        assertThat(agent("e1", "pull")).isEqualTo(2);
        assertThat(agent(
                        "e1",
                        "enroll",
                        "--invitation-file",
                        folder.resolve("e1.invitation").toString()))
                .isZero();
        assertThat(agent(
                        "e2",
                        "enroll",
                        "--invitation-file",
                        folder.resolve("e1.invitation").toString()))
                .isEqualTo(4);
        assertThat(agent(
                        "e2",
                        "enroll",
                        "--invitation-file",
                        folder.resolve("e2.invitation").toString()))
                .isZero();
    }

    @Test
    @Order(2)
    void preTrainsPublishesAndVerifiesTheRelease() throws Exception {
        assertThat(agent("e2", "pull")).as("nothing is published yet").isEqualTo(4);
        assertThat(agent("e2", "pretrain"))
                .as("e2 is not the publishing entity")
                .isEqualTo(2);
        assertThat(agent("e1", "pretrain")).isZero();
        for (String entity : List.of("e1", "e2")) {
            assertThat(agent(entity, "pull")).isZero();
            assertThat(agent(entity, "train-dpm"))
                    .as("the release is not tested yet")
                    .isEqualTo(2);
            assertThat(agent(entity, "test-release")).isZero();
        }
    }

    /** The same release where the members asked for a better reconstructor than three steps make. */
    @Test
    @Order(3)
    void usesNoReleaseWhoseReconstructorIsTooWeak() throws Exception {
        copyOf("e2", "e2-strict");
        Path enrolment = folder.resolve("e2-strict-data/identity/enrolment.json");
        Files.writeString(
                enrolment,
                Files.readString(enrolment)
                        .replaceFirst("\"leastReconstructionSsim\":0(\\.0)?", "\"leastReconstructionSsim\":0.9"));

        assertThat(agent("e2-strict", "train-dpm"))
                .as("it was tested for another charter")
                .isEqualTo(2);
        assertThat(agent("e2-strict", "run")).isEqualTo(3);

        Results.TestedRelease refused = results("e2-strict").required(Step.TEST_RELEASE, Results.TestedRelease.class);
        assertThat(refused.objections()).first().asString().contains("at least 0.90");
        assertThat(results("e2-strict").done(Step.TRAIN_DPM)).isFalse();
        assertThat(agent("e2-strict", "train-dpm")).isEqualTo(3);
        assertThat(agent("e2-strict", "run"))
                .as("asks for a better release, and gets the same")
                .isEqualTo(3);
    }

    @Test
    @Order(4)
    void killedInTheMiddleOfAStepItComesToTheSameDpm() throws Exception {
        copyOf("e2", "e2-copy");
        Process child = trainInAProcess("e2");
        awaitLine(child, "training the DPM|DPM  step");
        child.destroyForcibly().waitFor();
        assertThat(results("e2").done(Step.TRAIN_DPM)).isFalse();

        assertThat(agent("e2", "train-dpm")).isZero();
        assertThat(agent("e2-copy", "train-dpm")).isZero();

        assertThat(trained("e2").commitment()).isEqualTo(trained("e2-copy").commitment());
    }

    @Test
    @Order(5)
    void refusesToTrainOnAReleaseThatWasChangedOnTheDisk() throws Exception {
        copyOf("e1", "e1-copy");
        try (Stream<Path> files = Files.list(folder.resolve("e1-copy-data/releases"))) {
            Path weights = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(weights);
            bytes[bytes.length / 2] ^= 1;
            Files.write(weights, bytes);
        }

        assertThat(agent("e1-copy", "train-dpm")).isEqualTo(3);
    }

    @Test
    @Order(6)
    void showsLocallyWhatWouldLeaveAndSendsNothing() throws Exception {
        assertThat(agent("e2", "preview")).as("leakage is not measured yet").isEqualTo(2);
        assertThat(agent("e2", "measure-leakage")).isZero();
        int sent = proxy.sent().size();

        assertThat(agent("e2", "report")).isZero();
        assertThat(agent("e2", "preview")).isZero();

        assertThat(proxy.sent()).hasSize(sent);
        Path reports = folder.resolve("e2-data/reports");
        try (Stream<Path> files = Files.list(reports)) {
            assertThat(files.toList())
                    .as("rows are not kept")
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "leakage-1.json", "leakage-1.html", "leakage-1.pdf", "pictures-1.json", "preview.html");
        }
        String preview = Files.readString(reports.resolve("preview.html"));
        assertThat(preview)
                .contains(
                        LocalPictures.MARK,
                        "What would leave e2",
                        "poisoned feature rows, each of 1 image",
                        "insider, trial 2");
        assertThat(pictures("e2")).isNotEmpty();
        Set<String> originals = new HashSet<>();
        try (Stream<Path> files = Files.walk(folder.resolve("e2-images"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                originals.add(Digests.sha256(Files.readAllBytes(file)));
            }
        }
        assertThat(pictures("e2").stream().map(Digests::sha256))
                .as("originals stand on the page, pixel by pixel")
                .anyMatch(originals::contains);
    }

    @Test
    @Order(7)
    void runsToTheEndWithTheOthers() throws Exception {
        List<CompletableFuture<Integer>> running = new ArrayList<>();
        for (String entity : List.of("e1", "e2")) {
            running.add(CompletableFuture.supplyAsync(() -> agent(entity, "run")));
        }
        coordinator.move(collaboration, CollaborationState.SHARING);
        while (coordinator
                        .list(collaboration, "contributions?state=ACCEPTED")
                        .get("total")
                        .asInt()
                < 2) {
            assertThat(running).noneMatch(CompletableFuture::isDone);
            Thread.sleep(300);
        }
        coordinator.snapshot(collaboration);

        for (CompletableFuture<Integer> agent : running) {
            assertThat(agent.get(240, TimeUnit.SECONDS)).isZero();
        }
        assertThat(coordinator.list(collaboration, "leakage-reports").get("items"))
                .anySatisfy(stored -> {
                    assertThat(stored.get("entity").asString()).isEqualTo("e1");
                    assertThat(stored.get("report").get("attackEffort").asString())
                            .isEqualTo("SMOKE");
                    assertThat(stored.get("report").get("attacks").size()).isEqualTo(8);
                });
        Results.Refined refined = results("e2").required(Step.REFINE, Results.Refined.class);
        assertThat(refined.pooledRows()).as("e1's 36 training images").isEqualTo(36);
        assertThat(refined.snapshotRows()).isEqualTo(72);
        assertThat(coordinator.list(collaboration, "refinements").get("total").asInt())
                .isEqualTo(2);
    }

    @Test
    @Order(8)
    void publishedExactlyWhatThePreviewShowed() throws Exception {
        byte[] manifest =
                Jws.payloadUnverified(Files.readString(folder.resolve("e2-data/publication/contribution.jws")));
        String preview = Files.readString(folder.resolve("e2-data/reports/preview.html"));

        assertThat(preview).contains(Digests.sha256(manifest));
        assertThat(agent("e2", "preview")).as("nothing more would leave").isEqualTo(2);
    }

    @Test
    @Order(9)
    void evaluatesOnTestImages() throws Exception {
        Path test = TinyCollaboration.images(folder.resolve("test-images"), 4, 9);

        assertThat(agent("e2", "evaluate", "--test", test.toString())).isZero();
        assertThat(results("e2").done(Step.EVALUATE)).isTrue();
        assertThat(agent("e2", "evaluate", "--test", folder.resolve("e2-images").toString()))
                .as("own images are no test images")
                .isEqualTo(7);
        assertThat(agent("e2", "train-dpm", "--again"))
                .as("another DPM for images whose rows are in the pool")
                .isNotZero();
    }

    /** The checkpoint that it kept says, with the coordinator's signature, something else than its trail says now. */
    @Test
    @Order(10)
    void stopsBeforeACoordinatorWhoseTrailIsNotWhatItWas() throws Exception {
        Checkpoint kept = new TrailWatch(folder.resolve("e2-data/identity"), Clock.systemUTC())
                .kept()
                .orElseThrow();
        Path key = folder.resolve("coordinator/keys/signing-key.json");
        SigningKey coordinators = SigningKey.parse(Files.readString(key));
        Map<String, Checkpoint> others = Map.of(
                "rewritten", new Checkpoint(kept.trail(), kept.size(), "0".repeat(64), kept.at()),
                "rolled back", new Checkpoint(kept.trail(), 1_000_000, kept.root(), kept.at()),
                "database was replaced", new Checkpoint(new UUID(1, 1), kept.size(), kept.root(), kept.at()));
        for (Map.Entry<String, Checkpoint> other : others.entrySet()) {
            String copy = "e2 " + other.getKey();
            copyOf("e2", copy);
            Path data = folder.resolve(copy + "-data");
            Files.delete(data.resolve("results/refine.json"));
            Files.writeString(
                    data.resolve("identity/checkpoint.jws"),
                    coordinators.sign(CanonicalJson.write(other.getValue()), SignatureType.CHECKPOINT));

            assertThat(agent(copy, "refine")).isEqualTo(3);

            try (Stream<Path> files = Files.list(data.resolve("identity"))) {
                Path evidence = files.filter(
                                file -> file.getFileName().toString().startsWith("broken-trail-"))
                        .findFirst()
                        .orElseThrow();
                assertThat(Files.readString(evidence)).contains(other.getKey());
                Files.delete(data.resolve("identity/checkpoint.jws"));
                assertThat(agent(copy, "refine"))
                        .as("stays stopped until somebody has looked into it")
                        .isEqualTo(3);
                assertThat(agent(copy, "doctor")).isNotZero();
            }
        }
        copyOf("e2", "e2-honest");
        Files.delete(folder.resolve("e2-honest-data/results/refine.json"));
        assertThat(agent("e2-honest", "refine")).isZero();
    }

    @Test
    @Order(11)
    void repeatsAMeasurementThatAnAuditorOrdersWithAnotherSeed() throws Exception {
        assertThat(agent("e2", "answer-reruns")).as("none is ordered").isZero();
        LeakageReport first = report("leakage-1");
        UUID published =
                results("e2").required(Step.PUBLISH, Results.Published.class).report();
        UUID rerun = coordinator.orderRerun(collaboration, new OrderRerun(published, "-4711", "Drawn by lot."));
        copyOf("e2", "e2-other-images");
        Path images = folder.resolve("e2-images");
        Path aside = folder.resolve("e2-images-aside");
        Files.move(images, aside);
        TinyCollaboration.images(images, 16, 77);
        assertThat(agent("e2-other-images", "answer-reruns"))
                .as("measured on other images than before, it would be no repetition")
                .isEqualTo(2);
        try (Stream<Path> others = Files.walk(images)) {
            others.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        Files.move(aside, images);

        int code = agent("e2", "answer-reruns");

        JsonNode answered = coordinator.list(collaboration, "reruns/" + rerun);
        LeakageReport repeated = report("rerun-" + rerun);
        // on a dozen images attackers of a few steps may well come to other figures; the coordinator says which
        boolean agrees = Repetition.findings(
                        first, repeated, TinyCollaboration.charter(100).thresholds())
                .isEmpty();
        assertThat(answered.get("state").asString()).isEqualTo(agrees ? "AGREES" : "DEVIATES");
        assertThat(code).isEqualTo(agrees ? 0 : 3);
        assertThat(repeated.seed()).isEqualTo("-4711");
        assertThat(repeated.sampleCommitment()).isEqualTo(first.sampleCommitment());
        assertThat(repeated.top1Original()).isEqualTo(first.top1Original());
        assertThat(repeated.control().ssim())
                .as("attackers start elsewhere")
                .isNotEqualTo(first.control().ssim());
        assertThat(repeated.attacks()).hasSameSizeAs(first.attacks());
        for (LeakageReport report : List.of(first, repeated)) {
            InsiderTrial trained = Objects.requireNonNull(report.onTrainingImages());
            assertThat(trained.insider().images())
                    .as("own training images, scored by attackers that have public ones")
                    .isPositive();
            assertThat(trained.insider().seed()).isEqualTo(report.seed());
            assertThat(report.insiderTrials())
                    .as("the charter asks for two seeds")
                    .extracting(trial -> trial.insider().seed())
                    .containsExactly(Long.toString(
                            InsiderTrials.furtherSeeds(report.seed(), 2).getFirst()));
            assertThat(InsiderTrials.counted(report)).isEqualTo(2);
            assertThat(report.verdicts())
                    .filteredOn(verdict -> verdict.limit().equals("seeds"))
                    .extracting(LimitVerdict::verdict)
                    .containsExactly(Verdict.PASS);
            assertThat(report.insiderTrials().getFirst().control().ssim())
                    .as("its control is trained from its own seed")
                    .isNotEqualTo(report.control().ssim());
        }
        ContributionState state = ContributionState.valueOf(coordinator
                .list(
                        collaboration,
                        "contributions/"
                                + results("e2")
                                        .required(Step.PUBLISH, Results.Published.class)
                                        .contribution())
                .get("state")
                .asString());
        assertThat(state).isEqualTo(agrees ? ContributionState.ACCEPTED : ContributionState.FROZEN);
    }

    @Test
    @Order(12)
    void withdrawsWithACertificateAndRefinesAgainWithoutWhatWasWithdrawn() throws Exception {
        UUID before = results("e2").required(Step.REFINE, Results.Refined.class).snapshot();

        assertThat(agent("e2", "withdraw", "--reason", "Consent was taken back"))
                .isZero();

        Results.Published published = results("e2").required(Step.PUBLISH, Results.Published.class);
        assertThat(published.state()).isEqualTo(ContributionState.WITHDRAWN);
        try (Stream<Path> files = Files.list(folder.resolve("e2-data/withdrawals"))) {
            String certificate = Files.readString(files.findFirst().orElseThrow());
            assertThat(new String(Jws.payloadUnverified(certificate), StandardCharsets.UTF_8))
                    .contains("Consent was taken back", published.contribution().toString());
        }
        assertThat(agent("e2", "withdraw", "--reason", "Once more"))
                .as("nothing is left to withdraw")
                .isEqualTo(2);
        assertThat(agent("e2", "refine")).isZero();
        Results.Refined again = results("e2").required(Step.REFINE, Results.Refined.class);
        assertThat(again.snapshot()).isNotEqualTo(before);
        assertThat(again.snapshotRows()).as("those of e1").isEqualTo(36);
        assertThat(folder.resolve("e2-data/snapshots/" + before)).doesNotExist();
        assertThat(agent("e1", "refine"))
                .as("nobody else is in the pool any more")
                .isEqualTo(4);
        assertThat(results("e1").done(Step.REFINE)).isFalse();
        copyOf("e2", "e2-again");
        assertThat(agent("e2-again", "train-dpm", "--again"))
                .as("the rows of the DPM before are out of the pool")
                .isZero();
    }

    @Test
    @Order(13)
    void nothingPrivateIsAmongTheBytesThatWereSent() throws Exception {
        PrivateBytes secrets = secrets();

        assertThat(secrets.windows()).as("every secret is searched for").hasSizeGreaterThanOrEqualTo(20);
        assertThat(proxy.sent().stream().mapToLong(sent -> sent.length).sum()).isGreaterThan(100_000);
        for (byte[] sent : proxy.sent()) {
            assertThat(secrets.search(sent)).as(firstLine(sent)).isEmpty();
            assertThat(new String(sent, StandardCharsets.ISO_8859_1))
                    .doesNotContain("\u0089PNG\r\n", "data:image", "%PDF-", "LOCAL COPY");
        }
        List<String> documents = proxy.sent().stream()
                .flatMap(sent -> SignedFigures.in(sent).stream())
                .toList();
        assertThat(documents).as("two reports, two manifests, some repeated").hasSizeGreaterThanOrEqualTo(4);
        for (String document : documents) {
            assertThat(SignedFigures.notFigures(document)).as(document).isEmpty();
        }
    }

    @Test
    @Order(14)
    void originalFeaturesHandedInByMistakeAreFoundAmongTheBytesThatWereSent() throws Exception {
        int earlier = proxy.sent().size();
        try (Bench e2 = bench("e2", Clock.systemUTC());
                PublishedNetworks networks = PullStep.open(e2.bench())) {
            OriginalFeatures original =
                    FeatureCache.compute(networks, e2.bench().images().training(), Progress.silent());
            Publication planted =
                    PublishStep.publication(e2.bench(), Files.createDirectories(folder.resolve("planted")));
            PoisonedFeatures notPoisoned = PoisonedFeatures.of(original.values());
            Results.Pulled pulled = e2.bench().results().required(Step.PULL, Results.Pulled.class);
            try {
                LeakageReport report = MeasureLeakageStep.report(e2.bench(), 1);
                PreparedContribution prepared = PreparedContribution.make(
                        folder.resolve("planted"),
                        e2.bench().key(),
                        notPoisoned,
                        new PreparedContribution.Declaration(
                                collaboration,
                                1,
                                "e2",
                                pulled.releaseDigest(),
                                trained("e2").commitment(),
                                1,
                                3,
                                ElementType.F16,
                                Digests.sha256(CanonicalJson.write(report))),
                        1 << 26);
                planted.send(prepared, report, List.of());
            } catch (CoordinatorRefusedException e) {
                assertThat(e).hasMessageContaining("refused");
            }
        }
        List<byte[]> since = proxy.sent().subList(earlier, proxy.sent().size());
        PrivateBytes secrets = secrets();

        assertThat(since.stream().flatMap(sent -> secrets.search(sent).stream()).map(PrivateBytes.Find::secret))
                .anyMatch(secret -> secret.startsWith("original features of e2"));
    }

    @Test
    @Order(15)
    void saysBothTimesWhenTheClocksDifferByTenMinutes() throws Exception {
        try (Bench late = bench("e1", Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10)));
                CoordinatorClient client = late.bench().client()) {
            assertThatThrownBy(() -> client.collaboration(collaboration))
                    .isInstanceOf(CoordinatorRefusedException.class)
                    .hasMessageContaining("This machine's clock says")
                    .hasMessageContaining("differ by");
        }
    }

    @Test
    @Order(16)
    void aRevokedEntityIsRefusedAtOnce() throws Exception {
        EnrolmentView e2 = io.veilpool.agent.identity.Enrolment.read(folder.resolve("e2-data/identity"))
                .orElseThrow();
        coordinator.revoke(collaboration, e2.entityId());
        Files.delete(folder.resolve("e2-data/results/refine.json"));

        assertThat(agent("e2", "refine")).isEqualTo(4);
    }

    private static PrivateBytes secrets() throws Exception {
        PrivateBytes secrets = new PrivateBytes();
        for (String entity : List.of("e1", "e2")) {
            try (Stream<Path> files = Files.walk(folder.resolve(entity + "-images"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    secrets.add("image files of " + entity, Files.readAllBytes(file));
                }
            }
            for (byte[] picture : pictures(entity)) {
                secrets.add("pictures of the local copy of " + entity, picture);
            }
            secrets.add("passphrase of " + entity, ("a long passphrase of " + entity).getBytes(StandardCharsets.UTF_8));
            try (Bench bench = bench(entity, Clock.systemUTC())) {
                addTo(secrets, entity, bench.bench());
            }
        }
        return secrets;
    }

    /** What is drawn in the entity's own copy of its report. */
    private static List<byte[]> pictures(String entity) throws IOException {
        Matcher drawn = Pattern.compile("data:image/png;base64,([A-Za-z0-9+/=]+)")
                .matcher(Files.readString(folder.resolve(entity + "-data/reports/leakage-1.html")));
        return drawn.results()
                .map(found -> Base64.getDecoder().decode(found.group(1)))
                .toList();
    }

    private static void addTo(PrivateBytes secrets, String entity, Workbench bench) throws Exception {
        String secret =
                JsonMapper.shared().readTree(bench.key().privateJwk()).get("d").asString();
        secrets.add("private key of " + entity, secret.getBytes(StandardCharsets.US_ASCII));
        secrets.add("private key of " + entity, Base64.getUrlDecoder().decode(secret));
        for (LabelledImages images :
                List.of(bench.images().training(), bench.images().validation())) {
            byte[] pixels = new byte[images.spec().values()];
            float[] scaled = new float[pixels.length];
            for (int i = 0; i < images.size(); i++) {
                images.pixels(i, pixels);
                secrets.add("pixels of " + entity, pixels.clone());
                for (int p = 0; p < pixels.length; p++) {
                    scaled[p] = (pixels[p] & 0xff) * (1f / 255f);
                }
                secrets.addNumbers("pixels of " + entity, scaled);
            }
            try (PublishedNetworks networks = PullStep.open(bench)) {
                OriginalFeatures original = FeatureCache.compute(networks, images, Progress.silent());
                float[] row = new float[original.shape().values()];
                for (int i = 0; i < original.rows(); i++) {
                    original.copyRow(i, row);
                    secrets.addNumbers("original features of " + entity, row);
                }
            }
        }
        DpmAccess access = bench.vault().dpmAccess();
        try (PrivateDpm dpm = new DpmStore(bench).open()) {
            Weights weights = SafeTensors.decode(dpm.exportWeights(access), SafeTensors.Limits.WEIGHTS);
            for (String name : weights.names()) {
                HostTensor tensor = weights.get(name);
                float[] values = new float[Math.toIntExact(tensor.data().remaining() / Float.BYTES)];
                tensor.data()
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(values);
                secrets.addNumbers("DPM weights of " + entity, values);
            }
        }
    }

    private record Bench(DataFolder folder, Workbench bench) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            bench.close();
            folder.close();
        }
    }

    private static Bench bench(String entity, Clock clock) throws Exception {
        DataFolder data = DataFolder.look(folder.resolve(entity + "-data"));
        Console console = new Console(new PrintStream(System.out, false, StandardCharsets.UTF_8), entity);
        return new Bench(
                data, new Workbench(SettingsFile.read(folder.resolve(entity + ".yaml")), data, console, clock));
    }

    private static int agent(String entity, String command, String... more) {
        List<String> line = new ArrayList<>(
                List.of(command, "--settings", folder.resolve(entity + ".yaml").toString()));
        line.addAll(List.of(more));
        return EntityAgent.execute(line.toArray(String[]::new));
    }

    private static StepResults results(String entity) {
        return new StepResults(folder.resolve(entity + "-data/results"));
    }

    private static Results.TrainedDpm trained(String entity) throws Exception {
        return results(entity).required(Step.TRAIN_DPM, Results.TrainedDpm.class);
    }

    private static LeakageReport report(String name) throws Exception {
        return ProtocolJson.read(
                Files.readAllBytes(folder.resolve("e2-data/reports/" + name + ".json")), LeakageReport.class);
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

    private static Process trainInAProcess(String entity) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EntityAgent.class.getName(),
                        "train-dpm",
                        "--settings",
                        folder.resolve(entity + ".yaml").toString())
                .redirectErrorStream(true)
                .start();
    }

    private static void awaitLine(Process child, String pattern) throws IOException {
        var lines = child.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (java.util.regex.Pattern.compile(pattern, java.util.regex.Pattern.CASE_INSENSITIVE)
                    .matcher(line)
                    .find()) {
                return;
            }
        }
        throw new IOException("the agent ended without a line like " + pattern);
    }

    private static String firstLine(byte[] sent) {
        return new String(sent, 0, Math.min(sent.length, 300), StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("nothing")
                .replaceAll("\\?.*", "?...");
    }
}
