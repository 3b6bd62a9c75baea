package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.BrokenTrail;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.signing.InvalidSignatureException;
import io.veilpool.model.signing.Jws;
import io.veilpool.model.trail.BrokenTrailException;
import io.veilpool.model.trail.Checkpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest checkpoint of the coordinator's trail and asks, again and again, whether the trail still begins with what it covers.
 * A coordinator that rewrites its past, or shows this entity another past than before, cannot hide it from an entity that kept one.
 */
final class TrailWatch {
    private static final String KEPT = "checkpoint.jws";
    private static final String EVIDENCE = "broken-trail-";
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Path folder;
    private final Clock clock;
    private @Nullable Instant looked;

    /** @param folder where the checkpoint is kept, {@code checkpoint.jws}, and the evidence if the trail is broken */
    TrailWatch(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** {@link #look}, unless it was done within the last minute. */
    void lookNowAndThen(CoordinatorClient client)
            throws BrokenTrailException, IOException, UnreachableException, CoordinatorRefusedException {
        Instant now = clock.instant();
        if (looked == null || Duration.between(looked, now).compareTo(INTERVAL) >= 0) {
            look(client);
            looked = now;
        }
    }

    /**
     * Fetches a checkpoint and keeps it if it continues the one that was kept.
     *
     * @throws BrokenTrailException if it does not; what was kept stays, and both are written down
     */
    void look(CoordinatorClient client)
            throws BrokenTrailException, IOException, UnreachableException, CoordinatorRefusedException {
        refuseWhatWasFoundBefore();
        String later = client.checkpoint().jws();
        List<String> keys = client.coordinatorKeys();
        Checkpoint checkpoint = Checkpoints.verify(later, keys);
        Path kept = folder.resolve(KEPT);
        if (Files.exists(kept)) {
            String earlier = Files.readString(kept, StandardCharsets.UTF_8).strip();
            Checkpoint before = read(earlier, kept);
            TrailProof proof = new TrailProof(List.of());
            try {
                if (before.trail().equals(checkpoint.trail())
                        && before.size() > 0
                        && before.size() < checkpoint.size()) {
                    proof = client.consistency(before.size(), checkpoint.size());
                }
                Checkpoints.requireContinues(before, checkpoint, proof);
            } catch (BrokenTrailException broken) {
                throw told(new BrokenTrail(earlier, later, proof, keys, String.valueOf(broken.getMessage())));
            } catch (CoordinatorRefusedException refused) {
                if (!isAnswer(refused)) {
                    throw refused;
                }
                throw told(new BrokenTrail(
                        earlier,
                        later,
                        proof,
                        keys,
                        "The coordinator does not prove that its trail of %,d entries begins with the %,d that it signed on %s: %s"
                                .formatted(checkpoint.size(), before.size(), before.at(), refused.getMessage())));
            }
        } else if (checkpoint.size() == 0) {
            throw new BrokenTrailException(
                    "The coordinator's checkpoint covers no entry, but enrolling this entity was one: it would let anything be rewritten.");
        }
        PrivateFiles.write(kept, later.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the coordinator says that it has no such proof, rather than that it cannot say now or whom it does not know. */
    private static boolean isAnswer(CoordinatorRefusedException refused) {
        return refused.status() / 100 == 4 && refused.status() != 401 && refused.status() != 429;
    }

    /** Somebody has to look into it: a coordinator that shows its old trail again is no better for that. */
    void refuseWhatWasFoundBefore() throws BrokenTrailException, IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            Optional<Path> evidence = files.filter(
                            file -> file.getFileName().toString().startsWith(EVIDENCE))
                    .findFirst();
            if (evidence.isPresent()) {
                throw new BrokenTrailException(
                        "The coordinator's trail was found broken before; " + remedy(evidence.get()));
            }
        }
    }

    /** The newest checkpoint that was kept. */
    Optional<Checkpoint> kept() throws IOException {
        Path kept = folder.resolve(KEPT);
        return Files.exists(kept)
                ? Optional.of(
                        read(Files.readString(kept, StandardCharsets.UTF_8).strip(), kept))
                : Optional.empty();
    }

    private BrokenTrailException told(BrokenTrail evidence) throws IOException {
        Path file = folder.resolve(EVIDENCE + clock.instant().toEpochMilli() + ".json");
        PrivateFiles.write(file, ProtocolJson.write(evidence));
        return new BrokenTrailException(evidence.sentence() + " Nothing more is sent to it; " + remedy(file));
    }

    private String remedy(Path evidence) {
        return "both signed checkpoints are in " + evidence
                + ": show them to the other entities and to the auditor (veilpool-verify broken-trail). If the change is explained (a database restored"
                + " from a backup), delete that file and " + folder.resolve(KEPT) + " to trust it from now on.";
    }

    /** It was verified before it was kept, in a folder that is this entity's alone. */
    private static Checkpoint read(String jws, Path file) throws IOException {
        try {
            return ProtocolJson.read(Jws.payloadUnverified(jws), Checkpoint.class);
        } catch (InvalidSignatureException | InvalidJsonException e) {
            throw new IOException(
                    file + " is damaged (" + e.getMessage()
                            + "). Restore it from a backup, or delete it to trust anew.",
                    e);
        }
    }
}
