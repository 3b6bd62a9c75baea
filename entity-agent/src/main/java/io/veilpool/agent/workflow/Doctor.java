package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.AttributeSummary;
import io.veilpool.agent.dataset.AttributeTables;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.ImageSetSummary;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.Engines;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.CollaborationView;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.trail.BrokenTrailException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Looks at everything that a run needs, and changes nothing but the vault that it makes on first use. */
public final class Doctor {
    private static final long LEAST_DISK = 1L << 30;
    private static final long LEAST_HEAP = 256L << 20;

    private final Workbench bench;

    /** @param detail what was found; if not {@code ok}, with the remedy */
    public record Finding(String check, boolean ok, String detail) {}

    public Doctor(Workbench bench) {
        this.bench = bench;
    }

    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("settings", true, "valid"));
        findings.add(images());
        findings.add(engine());
        findings.add(disk());
        findings.add(memory());
        findings.add(vault());
        findings.addAll(coordinator());
        return findings;
    }

    private Finding images() {
        try {
            Path location = bench.settings().images();
            Optional<EnrolmentView> enrolment = Enrolment.read(bench.folder().identity());
            if (enrolment.isEmpty() && AttributeTables.isAt(location)) {
                return new Finding("images", true, table(AttributeTables.describe(location)));
            }
            AttributeTask attributes = enrolment
                    .map(accepted -> accepted.charter().charter().attributes())
                    .orElse(null);
            return new Finding("images", true, summary(ImageSet.describe(location, attributes)));
        } catch (UnusableImagesException | IOException e) {
            return new Finding("images", false, String.valueOf(e.getMessage()));
        }
    }

    /** What can be said before a charter tells what the columns mean. */
    private static String table(AttributeSummary table) {
        return "%,d images with a table of attributes, columns %s"
                .formatted(
                        table.rows(),
                        table.attributes().stream()
                                .map(AttributeSummary.Column::name)
                                .collect(Collectors.joining(", ")));
    }

    private static String summary(ImageSetSummary summary) {
        return "%,d images of %d classes, mostly %d x %d pixels, %s; %,d other files passed over"
                .formatted(
                        summary.images(),
                        summary.classes().size(),
                        summary.modalWidth(),
                        summary.modalHeight(),
                        summary.channels() == 1 ? "grey" : "colour",
                        summary.ignoredFiles());
    }

    private static Finding engine() {
        try {
            return new Finding("engine", true, Engines.describe());
        } catch (RuntimeException | LinkageError e) {
            return new Finding(
                    "engine",
                    false,
                    "The tensor engine does not start (" + e.getMessage()
                            + "). This build carries it for 64-bit Linux on x86.");
        }
    }

    private Finding disk() {
        Path folder = bench.folder().root();
        try {
            Path existing = folder.toAbsolutePath();
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            if (existing == null) {
                return new Finding("disk", false, "There is no folder above " + folder + ".");
            }
            long free = Files.getFileStore(existing).getUsableSpace();
            return new Finding(
                    "disk",
                    free >= LEAST_DISK,
                    "%,d MiB free for %s, at least %,d are wanted".formatted(free >> 20, folder, LEAST_DISK >> 20));
        } catch (IOException e) {
            return new Finding("disk", false, folder + " cannot be examined: " + e.getMessage());
        }
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        return new Finding(
                "memory",
                heap >= LEAST_HEAP,
                "%,d MiB of heap, at least %,d are wanted; set VEILPOOL_JAVA_OPTIONS=-Xmx..."
                        .formatted(heap >> 20, LEAST_HEAP >> 20));
    }

    private Finding vault() {
        try {
            bench.vault();
            return new Finding("vault", true, "opens");
        } catch (VaultException e) {
            return new Finding("vault", false, String.valueOf(e.getMessage()));
        }
    }

    private List<Finding> coordinator() {
        List<Finding> findings = new ArrayList<>();
        try {
            Optional<EnrolmentView> enrolment = Enrolment.read(bench.folder().identity());
            if (enrolment.isPresent()) {
                CoordinatorClient client = bench.client();
                CollaborationView collaboration =
                        client.collaboration(enrolment.get().collaborationId());
                findings.add(new Finding(
                        "coordinator",
                        true,
                        "collaboration %s is %s, this is %s"
                                .formatted(
                                        collaboration.name(),
                                        collaboration.state(),
                                        enrolment.get().entityName())));
                findings.add(clock(client));
                findings.add(trail());
            } else {
                try (CoordinatorClient client = CoordinatorClient.anonymous(
                        bench.settings().coordinator(), bench.settings().network(), bench.clock())) {
                    boolean ready = client.ready();
                    findings.add(new Finding(
                            "coordinator",
                            ready,
                            (ready ? "ready" : "answers, but is not ready") + "; this agent is not enrolled yet"));
                    findings.add(clock(client));
                }
            }
        } catch (UnreachableException
                | CoordinatorRefusedException
                | VaultException
                | StepNotPossibleException
                | IOException e) {
            findings.add(new Finding("coordinator", false, String.valueOf(e.getMessage())));
        }
        return findings;
    }

    /** What is known already; looking again is for the steps, which may write. */
    private Finding trail() throws IOException {
        TrailWatch watch = new TrailWatch(bench.folder().identity(), bench.clock());
        try {
            watch.refuseWhatWasFoundBefore();
        } catch (BrokenTrailException e) {
            return new Finding("trail", false, String.valueOf(e.getMessage()));
        }
        return new Finding(
                "trail",
                true,
                watch.kept()
                        .map(kept ->
                                "the coordinator signed %,d entries on %s, and had changed none of those seen before"
                                        .formatted(kept.size(), kept.at()))
                        .orElse("no checkpoint is kept yet; the first pull takes one"));
    }

    private static Finding clock(CoordinatorClient client) {
        OptionalLong ahead = client.clockAheadSeconds();
        Optional<String> warning = client.clockWarning();
        return new Finding(
                "clock",
                warning.isEmpty(),
                warning.orElseGet(() -> ahead.isPresent()
                        ? "%d s ahead of the coordinator's".formatted(ahead.getAsLong())
                        : "the coordinator sent no time"));
    }
}
