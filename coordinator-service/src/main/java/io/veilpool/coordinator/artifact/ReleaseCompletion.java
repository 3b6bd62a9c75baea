package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.storage.ObjectFiles;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleaseView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Puts a release's parts together, reads every byte and publishes or rejects. No transaction is open while bytes are
 * read; a process that dies here leaves the release DECLARED, and the completion is sent again.
 */
@Service
class ReleaseCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseCompletion.class);
    private static final int AT_ONCE = 2;

    private final ReleaseService releases;
    private final Uploads uploads;
    private final ObjectFiles files;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    ReleaseCompletion(ReleaseService releases, Uploads uploads, ObjectFiles files) {
        this.releases = releases;
        this.uploads = uploads;
        this.files = files;
    }

    ReleaseView complete(UUID collaboration, UUID id, Caller caller) {
        Release release = releases.own(collaboration, id, caller);
        if (release.state() != ReleaseState.DECLARED) {
            if (release.state() == ReleaseState.REJECTED) {
                uploads.discard(id); // perhaps the process died before it could
            }
            return release.view();
        }
        uploads.complete(id);
        turns.acquireUninterruptibly();
        Optional<String> problem;
        try {
            problem = problem(release.manifest(), releases.weights(id));
        } finally {
            turns.release();
        }
        ReleaseView decided = releases.decide(id, problem);
        if (!decided.state().equals(ReleaseState.PUBLISHED.name())) {
            uploads.discard(id);
        }
        return decided;
    }

    private Optional<String> problem(ReleaseManifest manifest, StoredObject weights) {
        try (ObjectFiles.Fetched fetched = files.fetch(weights)) {
            Path file = fetched.file();
            if (!fetched.digest().equals(weights.digest())) {
                return Optional.of("The weights have the SHA-256 " + fetched.digest() + ", the manifest says "
                        + weights.digest() + ".");
            }
            return WeightsCheck.problem(file, manifest);
        } catch (IOException e) {
            LOG.warn("Cannot read the weights of a release", e);
            throw new RefusedException(
                    ProblemType.UNAVAILABLE,
                    "The weights could not be read from the object store. Nothing was decided; complete the release again later.");
        }
    }
}
