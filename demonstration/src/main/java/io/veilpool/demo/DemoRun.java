package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcesses;
import io.veilpool.demo.process.FreePort;
import io.veilpool.demo.process.MemoryWatch;
import io.veilpool.demo.progress.ProgressLine;
import io.veilpool.demo.progress.StepClock;
import io.veilpool.demo.progress.Terminal;
import io.veilpool.demo.progress.TimeLeft;
import io.veilpool.demo.report.Pictures;
import io.veilpool.demo.report.ReportPage;
import io.veilpool.demo.result.Result;
import io.veilpool.demo.result.ResultFile;
import io.veilpool.demo.result.ResultTable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the demonstration, from the first process to the last page; a second run on the same folder goes on. */
final class DemoRun {
    private static final int FIRST_PORT = 18_080;
    private static final Duration PATIENCE_WITH_LEFTOVERS = Duration.ofSeconds(15);
    private static final Duration STATE_INTERVAL = Duration.ofSeconds(3);
    private static final int PORT_ATTEMPTS = 20;
    private static final Duration PORT_PAUSE = Duration.ofMillis(500);
    private static final List<String> ENTITIES = List.of("e1", "e2", "e3", "e4");

    private final DemoOptions options;
    private final DemoFolder folder;
    private final PrintStream out;
    private final Path home;
    private final long startedNanos = System.nanoTime();
    private final StepClock clock;
    private final TimeLeft timeLeft;
    private final Budget budget;
    private DemoState state;

    DemoRun(DemoOptions options, PrintStream out) {
        this.options = options;
        this.folder = new DemoFolder(options.out());
        this.out = out;
        this.home = Path.of(System.getProperty("veilpool.home", "."))
                .toAbsolutePath()
                .normalize();
        this.budget = Budget.of(options.quick(), options.profile(), options.method());
        this.clock = new StepClock(folder.root().resolve("steps.tsv"));
        this.timeLeft = new TimeLeft(budget.plan());
        this.state = DemoState.fresh(options, FIRST_PORT);
    }

    int run() throws DemoFailure, IOException, InterruptedException {
        DemoFolder.makePrivately(folder.root()); // copies of images lie there, and pictures that attackers rebuilt
        try (FileChannel channel =
                        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (lock == null) {
                throw new DemoFailure(
                        "Another demo runs on " + folder.root() + ". Wait for it or choose another --out.", 2);
            }
            DemoState known = DemoState.resume(folder, options);
            try (Terminal terminal = terminal();
                    ChildProcesses children =
                            new ChildProcesses(folder.root(), (name, line) -> hear(terminal, name, line));
                    MemoryWatch memory = MemoryWatch.start(folder.root())) {
                Thread stopper = new Thread(children::close, "stopper"); // Ctrl-C stops the children too
                Runtime.getRuntime().addShutdownHook(stopper);
                try {
                    return run(known, terminal, children, memory);
                } finally {
                    Runtime.getRuntime().removeShutdownHook(stopper);
                }
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    private int run(@Nullable DemoState known, Terminal terminal, ChildProcesses children, MemoryWatch memory)
            throws DemoFailure, IOException, InterruptedException {
        if (known != null && Files.exists(folder.result()) && Files.exists(folder.report())) {
            state = known;
            Result result = ResultFile.read(folder.result());
            terminal.show(List.of("This run was finished before; its results:", ""));
            finish(terminal, result);
            if (options.keep()) {
                children.endLeftovers(Duration.ZERO); // an earlier --keep
                RunningCoordinator coordinator = startCoordinator(children, portToGoOn(known.port()));
                coordinator.awaitReady();
                coordinator.startWorker(budget.poolDeciderSteps(), options.seed());
                terminal.show(coordinator.keep());
            }
            return 0;
        }
        greet(terminal, known);
        children.endLeftovers(PATIENCE_WITH_LEFTOVERS);
        int port = known == null ? FreePort.near(FIRST_PORT) : portToGoOn(known.port());
        state = known == null ? DemoState.fresh(options, port) : known.takenUp(port);
        state.save(folder);
        Thread keeper = Thread.ofVirtual().start(() -> keepState(memory));
        RunningCoordinator coordinator = startCoordinator(children, port);
        Agents agents = new Agents(home, folder, children, budget, state);
        Result result = new DemoFlow(options, folder, budget, coordinator, agents, terminal, clock, ENTITIES).run();
        terminal.say("bin/veilpool-verify evidence.zip: " + EvidenceCheck.run(children, home, folder));
        DemoState worked = state.worked(elapsedHere(), memory.peakMiB());
        result = result.with(
                Math.round(worked.seconds() * 10) / 10.0,
                new Result.Effort(worked.interruptions(), worked.peakMemoryMiB(), clock.steps()));
        keeper.interrupt();
        ResultFile.write(folder.result(), result);
        ReportPage.write(folder.report(), result, Pictures.read(folder.pictures(), ENTITIES));
        finish(terminal, result);
        if (options.keep()) {
            terminal.show(coordinator.keep());
        }
        return 0;
    }

    private RunningCoordinator startCoordinator(ChildProcesses children, int port) throws IOException {
        return RunningCoordinator.start(children, home, folder, port, options.keep());
    }

    /** Entities that have enrolled know the coordinator by its port, so it stays; before that another will do. */
    private int portToGoOn(int port) throws DemoFailure, IOException, InterruptedException {
        for (int i = 0; i < PORT_ATTEMPTS && !FreePort.isFree(port); i++) {
            Thread.sleep(PORT_PAUSE);
        }
        boolean enrolled = ENTITIES.stream().anyMatch(entity -> Agents.isEnrolled(folder, entity));
        if (enrolled && !FreePort.isFree(port)) {
            throw new DemoFailure(
                    "Port " + port + ", under which the entities of this run know their coordinator, is used by"
                            + " another process. End that process and run the same command again, or choose another --out.");
        }
        return FreePort.near(port);
    }

    /** A killed run has lost a few seconds of its clock at most. */
    private void keepState(MemoryWatch memory) {
        try {
            while (true) {
                Thread.sleep(STATE_INTERVAL);
                state.worked(elapsedHere(), memory.peakMiB()).save(folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void greet(Terminal terminal, @Nullable DemoState known) {
        List<String> lines = new ArrayList<>();
        lines.add("Veilpool: a whole collaboration on this machine. Images: " + options.dataName() + ", "
                + options.worldName() + " world, seed " + options.seed() + (options.quick() ? ", quick" : "") + ".");
        if (options.data() == null) {
            lines.add("The program draws these images itself; --data takes real ones.");
        }
        if (known != null) {
            lines.add("Goes on with the run in " + folder.root() + " after " + Terminal.minutes(known.seconds()) + ".");
        }
        lines.add("Everything is kept in " + folder.root() + ", logs in " + folder.logs() + ".");
        lines.add("");
        terminal.show(lines);
    }

    private void finish(Terminal terminal, Result result) {
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(ResultTable.lines(result));
        lines.add("");
        lines.add(String.format(
                java.util.Locale.ROOT,
                "Took %s, at most %,d MiB of memory.",
                Terminal.minutes(result.seconds()),
                result.effort().peakMemoryMiB()));
        lines.add("Page to look at: " + folder.report());
        lines.add("All figures:     " + folder.result());
        lines.add("What was signed: " + folder.evidence() + " (bin/veilpool-verify checks it)");
        terminal.show(lines);
    }

    private Terminal terminal() {
        boolean interactive = Boolean.getBoolean("veilpool.interactive");
        return new Terminal(out, interactive, Integer.getInteger("veilpool.columns", 100), () -> {
            double elapsed = state.seconds() + elapsedHere();
            return Terminal.minutes(elapsed) + ", about "
                    + Terminal.minutes(timeLeft.seconds(elapsed, budget.plannedSeconds())) + " left";
        });
    }

    private void hear(Terminal terminal, String process, String line) {
        ProgressLine.parse(line)
                .ifPresentOrElse(
                        progress -> {
                            clock.enter(progress.party(), progress.phase());
                            timeLeft.reached(progress.party() + " " + progress.phase(), progress.share());
                            terminal.progress(progress);
                            if (progress.step() >= progress.steps()) {
                                clock.leave(
                                        progress.party()); // what follows, for instance waiting for others, is no part
                                // of it
                            }
                        },
                        () -> ProgressLine.note(line).ifPresent(note -> terminal.say(process + "  " + note)));
    }

    private double elapsedHere() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }
}
