package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
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
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest checkpoint of the coordinator's trail and asks, again and again, whether the trail still begins with what it covers.
 * A coordinator that rewrites its past, or shows this entity another past than before, cannot hide it from an entity that kept one.
 */
final class TrailWatch {
    private static final String KEPT = "checkpoint.jws";
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Path folder;
    private final Clock clock;
    private @Nullable Instant looked;

    /** What shows that a trail is broken, for whoever has to judge it. */
    private record Evidence(String earlier, String later, TrailProof proof, String sentence) {}

    /** @param folder where the checkpoint is kept, {@code checkpoint.jws}, and the evidence if the trail is broken */
    TrailWatch(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The same, unless it was done within the last minute. */
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
        String later = client.checkpoint().jws();
        Checkpoint checkpoint = Checkpoints.verify(later, client.coordinatorKeys());
        Path kept = folder.resolve(KEPT);
        if (Files.exists(kept)) {
            String earlier = Files.readString(kept, StandardCharsets.UTF_8).strip();
            Checkpoint before = read(earlier, kept);
            boolean grown =
                    before.trail().equals(checkpoint.trail()) && before.size() > 0 && before.size() < checkpoint.size();
            TrailProof proof = grown ? client.consistency(before.size(), checkpoint.size()) : new TrailProof(List.of());
            try {
                Checkpoints.requireContinues(before, checkpoint, proof);
            } catch (BrokenTrailException broken) {
                throw told(broken, new Evidence(earlier, later, proof, String.valueOf(broken.getMessage())));
            }
        }
        PrivateFiles.write(kept, later.getBytes(StandardCharsets.UTF_8));
    }

    /** The newest checkpoint that was kept. */
    Optional<Checkpoint> kept() throws IOException {
        Path kept = folder.resolve(KEPT);
        return Files.exists(kept)
                ? Optional.of(
                        read(Files.readString(kept, StandardCharsets.UTF_8).strip(), kept))
                : Optional.empty();
    }

    private BrokenTrailException told(BrokenTrailException broken, Evidence evidence) throws IOException {
        Path file = folder.resolve("broken-trail-" + clock.instant().toEpochMilli() + ".json");
        PrivateFiles.write(file, ProtocolJson.write(evidence));
        return new BrokenTrailException(broken.getMessage()
                + " Nothing more is sent to it. Both signed checkpoints are in " + file
                + ": show them to the other entities and to the auditor. If the change is explained (a database restored"
                + " from a backup), delete " + folder.resolve(KEPT) + " to trust it from now on.");
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
