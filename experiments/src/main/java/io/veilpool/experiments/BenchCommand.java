package io.veilpool.experiments;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.experiments.bench.Effort;
import io.veilpool.experiments.bench.Measurement;
import io.veilpool.experiments.bench.Speed;
import io.veilpool.experiments.bench.SpeedTable;
import io.veilpool.experiments.run.Hardware;
import io.veilpool.experiments.run.RefusedResultsException;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunKey;
import io.veilpool.experiments.run.RunRecord;
import io.veilpool.experiments.world.ImageData;
import io.veilpool.experiments.world.WorldKind;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.network.Engines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Measures speed, memory and bytes. */
@CommandLine.Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description =
                "Speed of the steps beside the machine's own matrix product and beside reading images, memory, and bytes on"
                        + " the wire: a table, and a line in OUT/runs.jsonl.")
final class BenchCommand implements Callable<Integer> {
    private static final long ONLY = 1;

    private final Console console;

    @CommandLine.Mixin
    private final CommonOptions common = new CommonOptions();

    @CommandLine.Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds after one that warms up; medians over them are shown.")
    private int rounds = 5;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, UnusableImagesException, RefusedResultsException {
        int threads = common.threads();
        common.requirePositive("--rounds", rounds);
        Effort effort = common.size(Effort.FULL, Effort.QUICK, Effort.SMOKE);
        Engines.threads(threads);
        try (RunFile runs = RunFile.open(common.out())) {
            Path folder = common.out().resolve("bench");
            delete(folder); // of a run that was killed
            PrivateFiles.folder(folder);
            try {
                measure(effort, folder, runs);
            } finally {
                delete(folder);
            }
        }
        return 0;
    }

    private void measure(Effort effort, Path folder, RunFile runs) throws IOException, UnusableImagesException {
        ImageData images = common.images(
                ImageData.USUAL_SIDE,
                generated -> ImageData.generated(
                        generated, effort.like().classes(), effort.perClass(), effort.testPerClass()),
                console);
        int threads = common.threads();
        long began = System.nanoTime();
        Map<String, Double> figures = Measurement.run(images, effort, rounds, folder, console::say);
        double seconds = Math.round((System.nanoTime() - began) / 1e8) / 10.0;
        Hardware hardware = Hardware.here(threads);
        console.say("");
        console.say(SpeedTable.text(figures, effort.memoryImages()));
        console.say(hardware.text());
        String command = "bin/experiments bench --rounds " + rounds + (common.quick() ? " --quick" : "")
                + (images.name().equals(ImageData.GENERATED) ? "" : " --data " + images.name());
        runs.append(RunRecord.of(
                new RunKey(
                        new Speed().name(), images.name(), WorldKind.EQUAL.name(), ONLY, Speed.VARIANT, effort.name()),
                figures,
                null,
                seconds,
                Digests.sha256((effort + " " + rounds + " " + threads).getBytes(StandardCharsets.UTF_8)),
                command,
                hardware,
                Map.of("set", images.training().size()),
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
