package io.veilpool.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.experiment.Experiment;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.page.Page;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunRecord;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.model.protocol.PoisoningProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every experiment at smoke size, on generated images. */
class ExperimentsTest {
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMillis(50);

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Said all;

    @BeforeAll
    static void doEverythingOnce() {
        all = Said.of("all", "--smoke", "--seeds", "1", "--threads", "1", "--out", shared.toString());
    }

    @Test
    void doesEveryExperimentAndSaysThatImagesAreGenerated() throws Exception {
        assertThat(all.err()).isEmpty();
        assertThat(all.status()).isZero();
        assertThat(all.out()).contains("the images are generated ones");
        List<RunRecord> records = records(shared);
        for (Experiment experiment : Experiment.ALL) {
            for (Comparison row : shown(experiment)) {
                assertThat(records)
                        .filteredOn(r -> r.key().experiment().equals(experiment.name())
                                && r.key().variant().equals(row.variant()))
                        .as(row.label() + " has " + row.figure())
                        .anyMatch(r -> r.figures().containsKey(row.figure()));
            }
        }
        assertThat(new Page(records).text()).doesNotContain("No runs yet");
        try (Stream<Path> pictures = Files.list(shared.resolve("pictures"))) {
            assertThat(pictures.map(p -> p.getFileName().toString()))
                    .contains(
                            "figure4-generated-seed1-narrow-paper.png",
                            "figure5-generated-seed1-narrow-product.png",
                            "figure6-generated-seed1-wide-product-noise.txt");
        }
    }

    @Test
    void findsNoiseInFeaturesHarderToReadThanFeatures() throws Exception {
        List<RunRecord> records = records(shared);

        assertThat(figure(records, "wide-product-noise", "alone L1"))
                .isGreaterThan(figure(records, "wide-product-none", "alone L1"));
        assertThat(figure(records, "wide-product-noise", "alone SSIM"))
                .isLessThan(figure(records, "wide-product-none", "alone SSIM"));
    }

    @Test
    void skipsWhatIsDoneAndRepeatsALostRunWithTheSameFigures() throws Exception {
        Path copy = copyOf(shared);
        List<String> lines = Files.readAllLines(copy.resolve(RunFile.NAME));
        String torn = lines.getLast().substring(0, 100);
        Files.writeString(
                copy.resolve(RunFile.NAME), String.join("\n", lines.subList(0, lines.size() - 1)) + "\n" + torn);

        Said again = Said.of("all", "--smoke", "--seeds", "1", "--threads", "1", "--out", copy.toString());

        assertThat(again.out())
                .contains(
                        "was cut off",
                        "%d of %d runs are done already".formatted(lines.size() - 1, lines.size()),
                        "1 runs done");
        assertThat(figures(copy)).isEqualTo(figures(shared));
    }

    /** With a garbage collection every few steps: a graph that points to memory of Java would compute with what lies there then. */
    @Test
    void givesTheSameFiguresForASeedFromTheBeginning() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread collector = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                System.gc();
                takeWhatWasFreed();
                LockSupport.parkNanos(BETWEEN_COLLECTIONS.toNanos());
            }
        });
        try {
            Said.of("table2", "--smoke", "--seeds", "1", "--threads", "1", "--out", folder.toString());
        } finally {
            over.set(true);
            collector.join();
        }

        Map<String, Map<String, Double>> fresh = figures(folder);
        Map<String, Map<String, Double>> before = figures(shared);
        before.keySet().retainAll(fresh.keySet());
        assertThat(fresh).hasSize(4).isEqualTo(before);
    }

    private static void takeWhatWasFreed() {
        for (int bytes = 1; bytes <= 1 << 14; bytes *= 2) {
            ByteBuffer.allocateDirect(bytes).put((byte) 0x5A);
        }
    }

    @Test
    void goesOnAfterAKillAndEndsWithTheSameFigures() throws Exception {
        Process process = start("true", "table1");
        Path file = folder.resolve(RunFile.NAME);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120); System.nanoTime() < end; ) {
            if (!process.isAlive() || Files.exists(file) && Files.size(file) > 0) {
                break;
            }
            Thread.sleep(10);
        }
        process.destroyForcibly().waitFor();
        int before = Files.readAllLines(file).size();

        Said rest = Said.of("table1", "--smoke", "--seeds", "1", "--threads", "1", "--out", folder.toString());

        assertThat(before).isBetween(1, 3);
        assertThat(rest.out()).contains("of 4 runs are done already");
        Map<String, Map<String, Double>> expected = figures(shared);
        expected.keySet().retainAll(figures(folder).keySet());
        assertThat(figures(folder)).hasSize(4).isEqualTo(expected);
    }

    @Test
    void comparesItselfWithAnotherProcessorsInstructions() throws Exception {
        String held = "export ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2";
        Process alone = start(held, "processors");
        String said = new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(alone.waitFor()).isEqualTo(2);
        assertThat(said).contains("nothing to compare with", "run this command without ATEN_CPU_CAPABILITY");

        assertThat(start("true", "processors").waitFor()).isZero();
        assertThat(start(held, "processors").waitFor()).isZero();

        RunRecord last = records(folder).getLast();
        assertThat(last.key().variant()).isEqualTo("balanced-avx2");
        assertThat(last.hardware().processor()).endsWith(" held to avx2");
        assertThat(last.figures()).containsKeys("insider changed", "known pairs apart", "top-1 original changed");
        assertThat(new Page(records(folder)).text()).contains("**Changed**");
    }

    @Test
    void goesOnAfterAnExceptionBetweenRuns() throws Exception {
        Fragile experiment = new Fragile();
        assertThatThrownBy(() -> runner(experiment)).hasMessage("power cut");
        experiment.broken = false;

        assertThat(runner(experiment)).isEqualTo(2);
        assertThat(experiment.performed).containsExactly("one", "two", "two", "three");
        assertThat(records(folder)).extracting(r -> r.key().variant()).containsExactly("one", "two", "three");
        assertThat(records(folder).getLast().failure()).isEqualTo("no start passed");
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnOnceItIsNot() throws Exception {
        // KiB: enough for an empty file of runs, too little for the generated images
        Process process = start("ulimit -f 24", "table1");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("The disk is full", "it goes on where it stood");
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(ImageData.generated(folder.resolve("generated"), 3, 12, 3)
                        .training()
                        .size())
                .isEqualTo(36);
    }

    @Test
    void takesOtherNetworksAndKeepsTheirRunsApart() throws Exception {
        Path copy = copyOf(shared);

        Said said = Said.of(
                "table1",
                "--smoke",
                "--seeds",
                "1",
                "--threads",
                "1",
                "--backbones",
                "small-resnet-5,small-resnet-6",
                "--hook-point",
                "conv4_1",
                "--out",
                copy.toString());

        assertThat(said.out()).contains("4 runs done").doesNotContain("done already");
        RunRecord last = records(copy).getLast();
        assertThat(last.key().dataSet()).isEqualTo("generated with small-resnet-5 and small-resnet-6 at conv4_1");
        assertThat(last.command())
                .isEqualTo(
                        "bin/experiments table1 --smoke --backbones small-resnet-5,small-resnet-6 --hook-point conv4_1 --side 32");
    }

    @Test
    void namesTheNetworksThatThereAre() {
        Said said = Said.of("table1", "--smoke", "--backbones", "resnet-50,vgg", "--out", folder.toString());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("--backbones", "resnet-18, -34, -50 or -101; was vgg");
    }

    @Test
    void refusesSeedsWithRepeats() {
        Said said = Said.of("table1", "--seeds", "1,2,1", "--out", folder.toString());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("--seeds has 1 twice", "give each once");
    }

    @Test
    void refusesAWorldThatTheCommandHasNot() {
        Said said = Said.of("table1", "--worlds", "SKEWED", "--out", folder.toString());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("--worlds has SKEWED");
    }

    @Test
    void doesOnlyTheWorldThatItIsAskedFor() throws Exception {
        Path copy = copyOf(shared);
        Said said = Said.of(
                "frontier", "--smoke", "--seeds", "1", "--threads", "1", "--worlds", "EQUAL", "--out", copy.toString());

        assertThat(said.out()).contains("8 of 8 runs are done already", "0 runs done");
    }

    @Test
    void refusesAFolderThatIsNoImageSet() {
        Said missing = Said.of(
                "table1",
                "--data",
                folder.resolve("nowhere").toString(),
                "--out",
                folder.resolve("out").toString());

        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("'nowhere' does not exist", "CLASS/IMAGE");
    }

    @Test
    void refusesASetWithTooFewImages() throws Exception {
        ImageData.generated(folder, 3, 12, 3);
        Path set = folder.resolve("3x12-3");

        Said said = Said.of(
                "table1",
                "--data",
                set.toString(),
                "--out",
                folder.resolve("out").toString());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("36 training and 9 test images", "at least", "give a larger set");
    }

    @Test
    void refusesResultsThatWereEdited() throws Exception {
        Files.writeString(
                folder.resolve(RunFile.NAME),
                Files.readString(shared.resolve(RunFile.NAME)).replace("\"seed\":1", "\"seed\":2"));

        Said said = Said.of("table1", "--smoke", "--out", folder.toString());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("line 1 of runs.jsonl", "was changed after it was written");
    }

    @Test
    void saysWhereThePageLooksForRuns() {
        Said said = Said.of("page", "--folder", folder.toString());

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("there is no file", "runs.jsonl");
    }

    /** Breaks in its second run until it is mended. */
    private static final class Fragile implements Experiment {
        final List<String> performed = new java.util.ArrayList<>();
        boolean broken = true;

        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public String title() {
            return "";
        }

        @Override
        public String reading() {
            return "";
        }

        @Override
        public List<String> variants() {
            return List.of("one", "two", "three");
        }

        @Override
        public Map<String, Double> perform(Bench bench, String variant) throws FailedRunException {
            performed.add(variant);
            if (variant.equals("two") && broken) {
                throw new IllegalStateException("power cut");
            }
            if (variant.equals("three")) {
                throw new FailedRunException("no start passed");
            }
            return Map.of("images", (double) bench.world().test().size());
        }

        @Override
        public List<Comparison> rows() {
            return List.of();
        }
    }

    /** The program as a process of its own. */
    private Process start(String before, String command) throws IOException {
        return new ProcessBuilder(
                        "bash",
                        "-c",
                        before + "; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.veilpool.experiments.Experiments",
                        command,
                        "--smoke",
                        "--seeds",
                        "1",
                        "--threads",
                        "1",
                        "--out",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private int runner(Experiment experiment) throws Exception {
        ImageData images = ImageData.generated(shared.resolve("generated"), 3, 120, 14);
        Console console =
                new Console(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), false);
        try (RunFile runs = RunFile.open(folder)) {
            return new Runner(runs, folder, Setting.usual(images, Budget.SMOKE), 1, Clock.systemUTC(), console)
                    .run(List.of(experiment), List.of(), List.of(), List.of(1L));
        }
    }

    /** Figures that every run of this process has, in some world. */
    private static List<Comparison> shown(Experiment experiment) {
        Stream<Comparison> cells = experiment.tables().stream()
                .flatMap(table -> table.lines().stream())
                .flatMap(line -> line.cells().values().stream())
                // At smoke size there are 64 pairs, and a pool gains too little for shares to be given; rows of one
                // image have nothing to separate and no partners.
                .filter(cell -> experiment.variantsHere().contains(cell.variant()))
                .filter(cell ->
                        !cell.figure().equals("pairs k=256") && !cell.figure().endsWith(" kept"))
                .filter(cell -> !cell.variant().startsWith(PoisoningProfile.PAPER.name())
                        || !Set.of("separating index", "informed index").contains(cell.figure()));
        return Stream.concat(experiment.rows().stream(), cells).toList();
    }

    private static double figure(List<RunRecord> records, String variant, String name) {
        return records.stream()
                .filter(r -> r.key().variant().equals(variant))
                .findFirst()
                .orElseThrow()
                .figure(name);
    }

    private static Map<String, Map<String, Double>> figures(Path out) throws Exception {
        Map<String, Map<String, Double>> figures = new HashMap<>();
        records(out).forEach(r -> figures.put(r.key().toString(), r.figures()));
        return figures;
    }

    private static List<RunRecord> records(Path out) throws Exception {
        return RunFile.read(out.resolve(RunFile.NAME));
    }

    private Path copyOf(Path source) throws IOException {
        Path target = folder.resolve("copy");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }
}
