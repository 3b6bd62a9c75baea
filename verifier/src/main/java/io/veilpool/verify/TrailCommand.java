package io.veilpool.verify;

import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.trail.BrokenTrailException;
import io.veilpool.model.trail.Checkpoints;
import io.veilpool.model.trail.TrailCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code veilpool-verify trail}: a whole trail beside checkpoints that somebody kept. */
@CommandLine.Command(
        name = "trail",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a coordinator's whole trail beside signed checkpoints.",
            "Any edit, removal, insertion or change of order among the entries that a checkpoint covers is found. A checkpoint that was"
                    + " fetched together with the trail only shows that the two agree; one that an entity or an auditor kept from"
                    + " before shows that nothing was changed since then."
        })
final class TrailCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 16 << 20;

    @CommandLine.Parameters(
            paramLabel = "TRAIL",
            description = "what the coordinator answers under /api/v1/trail/entries")
    Path trail = Path.of("");

    @CommandLine.Option(
            names = "--keys",
            required = true,
            paramLabel = "FILE",
            description = "the coordinator's public keys, what it answers under /oauth2/jwks")
    Path keys = Path.of("");

    @CommandLine.Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "FILE",
            description =
                    "a checkpoint: what the coordinator answers under /api/v1/trail/checkpoint, or an agent's identity/checkpoint.jws;"
                            + " may be given several times")
    List<Path> checkpoints = List.of();

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws UnreadableException, NotVerifiedException {
        List<String> trusted = Documents.keys(keys);
        try {
            List<Checkpoint> kept = new ArrayList<>();
            for (Path file : checkpoints) {
                kept.add(verified(file, trusted));
            }
            long covered = kept.stream().mapToLong(Checkpoint::size).max().orElse(0);
            if (covered == 0) {
                throw new NotVerifiedException(
                        "No checkpoint covers any entry, so nothing can be told of this trail. Take one that covers some.");
            }
            TrailCheck check = new TrailCheck(kept);
            read(check);
            spec.commandLine()
                    .getOut()
                    .printf(
                            java.util.Locale.ROOT,
                            "Verified: %,d entries follow from one another; the first %,d are what %s cover%s.%s%s%n",
                            check.size(),
                            covered,
                            kept.size() == 1 ? "the checkpoint" : kept.size() + " checkpoints",
                            kept.size() == 1 ? "s" : "",
                            check.size() > covered
                                    ? String.format(
                                            java.util.Locale.ROOT,
                                            " No checkpoint covers the last %,d.",
                                            check.size() - covered)
                                    : "",
                            check.withheld() > 0
                                    ? String.format(
                                            java.util.Locale.ROOT,
                                            " %,d are there as hashes only: they were withheld from whoever fetched the trail.",
                                            check.withheld())
                                    : "");
            return 0;
        } catch (BrokenTrailException e) {
            throw new NotVerifiedException(String.valueOf(e.getMessage()));
        }
    }

    private static Checkpoint verified(Path file, List<String> trusted)
            throws UnreadableException, NotVerifiedException {
        try {
            return Checkpoints.verify(Documents.checkpoint(file), trusted);
        } catch (BrokenTrailException e) {
            throw new NotVerifiedException(file + ": " + e.getMessage());
        }
    }

    private void read(TrailCheck check) throws UnreadableException, BrokenTrailException {
        try (BufferedReader lines = Files.newBufferedReader(trail, StandardCharsets.UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    if (line.length() > LONGEST_LINE) {
                        throw new BrokenTrailException(
                                "Entry %,d is longer than any entry can be.".formatted(check.size() + 1));
                    }
                    continue;
                }
                check.next(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) {
                throw new BrokenTrailException(
                        "The file ends in the middle of entry %,d: it was cut off.".formatted(check.size() + 1));
            }
            check.end();
        } catch (IOException e) {
            throw Documents.unreadable(trail, e);
        }
    }
}
