package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.storage.ObjectStore;
import io.veilpool.coordinator.storage.ObjectStoreSettings;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.coordinator.storage.Uploads;
import io.veilpool.model.protocol.CharterView;
import io.veilpool.model.protocol.CollaborationState;
import io.veilpool.model.protocol.Download;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.PublishRelease;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.UploadView;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Door of the room: releases from declaration to download. */
@Service
public class ReleaseService {
    private static final String FOLDER = "releases";

    private final ReleaseRepository releases;
    private final CollaborationService collaborations;
    private final Uploads uploads;
    private final ObjectStore store;
    private final ObjectStoreSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ReleaseService(
            ReleaseRepository releases,
            CollaborationService collaborations,
            Uploads uploads,
            ObjectStore store,
            ObjectStoreSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {
        this.releases = releases;
        this.collaborations = collaborations;
        this.uploads = uploads;
        this.store = store;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /** Declares a release; the same manifest again gets the release that it made. */
    @Transactional
    ReleaseView declare(UUID collaboration, PublishRelease request, Caller caller) {
        collaborations.requireState(collaboration, CollaborationState.OPEN);
        CharterView charter = collaborations.requireAcceptedCharter(collaboration, caller.entity());
        if (!caller.name().equals(charter.charter().publishingEntity())) {
            throw new RefusedException(
                    ProblemType.FORBIDDEN,
                    "The charter lets " + charter.charter().publishingEntity() + " publish, not " + caller.name() + ".",
                    Map.of("publishingEntity", charter.charter().publishingEntity()));
        }
        String key = collaborations.holdSigner(collaboration, caller.entity()).publicKey();
        SignedManifest signed = SignedManifest.verified(request.manifestJws(), key);
        Optional<Release> same = releases.findFirstByCollaborationIdAndDigestAndStateNot(
                collaboration, signed.digest(), ReleaseState.REJECTED);
        if (same.isPresent()) {
            return same.get().view();
        }
        ManifestChecks.check(signed.manifest(), collaboration, charter, request.weights());
        refuseSecond(collaboration, charter.version());
        Release release = new Release(signed, collaboration, caller.entity(), ReleaseState.DECLARED, clock.instant());
        releases.saveAndFlush(release);
        uploads.declare(release.id(), FOLDER, List.of(request.weights()));
        audit("release-declared", release, Map.of("digest", release.digest()));
        return release.view();
    }

    private void refuseSecond(UUID collaboration, int charterVersion) {
        newest(collaboration).ifPresent(release -> {
            if (release.manifest().charterVersion() == charterVersion) {
                throw new RefusedException(
                        ProblemType.ALREADY_EXISTS,
                        "Release " + release.id() + " is published under charter version " + charterVersion
                                + ". Another needs a new charter version.",
                        Map.of("release", release.id().toString()));
            }
        });
    }

    private Optional<Release> newest(UUID collaboration) {
        return releases.findFirstByCollaborationIdAndKindAndStateOrderByCreatedAtDesc(
                collaboration, ReleaseKind.NETWORK, ReleaseState.PUBLISHED);
    }

    /** The parts still to send; the caller's own releases only. No transaction is open while the store is asked. */
    UploadView upload(UUID collaboration, UUID id, Caller caller) {
        return uploads.view(own(collaboration, id, caller).id());
    }

    /** The release if the caller published it; a stranger hears that there is none. */
    Release own(UUID collaboration, UUID id, Caller caller) {
        Release release = find(collaboration, id);
        if (!release.isPublishedBy(caller.entity())) {
            throw missing(id);
        }
        return release;
    }

    /**
     * Ends the checks of the bytes: published without a problem, else rejected with it. Rejected too if the collaboration went on
     * since the declaration: members share features of the network that was there when sharing began.
     */
    @Transactional
    ReleaseView decide(UUID id, Optional<String> found) {
        Release release = releases.findById(id).orElseThrow(() -> missing(id));
        if (release.state() != ReleaseState.DECLARED) {
            return release.view(); // a completion sent twice
        }
        Optional<String> problem = found.or(() -> outdated(release));
        if (problem.isPresent()) {
            release.reject(problem.get());
            audit("release-rejected", release, Map.of("reason", problem.get()));
        } else {
            refuseSecond(release.collaborationId(), release.manifest().charterVersion());
            release.publish();
            audit("release-published", release, Map.of("digest", release.digest()));
        }
        return releases.saveAndFlush(release).view();
    }

    private Optional<String> outdated(Release release) {
        UUID collaboration = release.collaborationId();
        CollaborationState state = collaborations.holdState(collaboration);
        if (state != CollaborationState.OPEN) {
            return Optional.of("The collaboration is " + state + "; releases are published while it is OPEN.");
        }
        int current = collaborations.currentCharter(collaboration).version();
        int made = release.manifest().charterVersion();
        return made == current
                ? Optional.empty()
                : Optional.of("The release was made under charter version " + made + ", the current one is " + current
                        + ". Accept it and publish again.");
    }

    /** Publishes a decider that the coordinator trained and signed; its bytes are in the store already. */
    @Transactional
    void publishDecider(SignedManifest signed, UUID collaboration, String key) {
        Release release = new Release(signed, collaboration, null, ReleaseState.PUBLISHED, clock.instant());
        releases.saveAndFlush(release);
        uploads.record(
                release.id(),
                key,
                signed.manifest().weightsDigest(),
                signed.manifest().weightsBytes());
        audit("release-published", release, Map.of("digest", release.digest(), "kind", "POOL_DECIDER"));
    }

    @Transactional(readOnly = true)
    ReleaseView view(UUID collaboration, UUID id) {
        return find(collaboration, id).view();
    }

    @Transactional(readOnly = true)
    Page<ReleaseView> list(UUID collaboration, @Nullable ReleaseKind kind, Pageable page) {
        Page<Release> found = kind == null
                ? releases.findByCollaborationId(collaboration, page)
                : releases.findByCollaborationIdAndKind(collaboration, kind, page);
        return found.map(Release::view);
    }

    @Transactional
    Download download(UUID collaboration, UUID id) {
        Release release = find(collaboration, id);
        if (!release.isPublished()) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "The release is " + release.state() + "; only a PUBLISHED one can be downloaded.",
                    Map.of("state", release.state().name()));
        }
        StoredObject weights = weights(id);
        Instant expires = clock.instant().plus(settings.linkLife());
        audit("release-download-allowed", release, Map.of("digest", release.digest()));
        return new Download(
                weights.digest(), weights.bytes(), store.presignDownload(weights.key(), settings.linkLife()), expires);
    }

    /** The object with a release's weights. */
    public StoredObject weights(UUID release) {
        return uploads.objects(release).getFirst();
    }

    /** The newest published NETWORK release. */
    @Transactional(readOnly = true)
    public Optional<ReleaseView> network(UUID collaboration) {
        return newest(collaboration).map(Release::view);
    }

    /** A published NETWORK release by its digest. */
    @Transactional(readOnly = true)
    public Optional<ReleaseView> network(UUID collaboration, String digest) {
        return releases.findFirstByCollaborationIdAndDigestAndStateNot(collaboration, digest, ReleaseState.REJECTED)
                .filter(Release::isPublished)
                .map(Release::view)
                .filter(view -> view.kind() == ReleaseKind.NETWORK);
    }

    /** All of a collaboration, oldest first. */
    @Transactional(readOnly = true)
    public List<ReleaseView> all(UUID collaboration) {
        return releases.findByCollaborationIdOrderByCreatedAtAscIdAsc(collaboration).stream()
                .map(Release::view)
                .toList();
    }

    /** Whether a decider was published for the snapshot. */
    @Transactional(readOnly = true)
    public boolean hasDecider(UUID snapshot) {
        return releases.existsBySnapshotId(snapshot);
    }

    /** The decider that was published for the snapshot, also if it is handed out no more. */
    @Transactional(readOnly = true)
    public Optional<ReleaseView> decider(UUID snapshot) {
        return releases.findFirstBySnapshotIdAndStateNot(snapshot, ReleaseState.REJECTED)
                .map(Release::view);
    }

    /** Manifest digest of the decider that was published for the snapshot, and not withdrawn. */
    @Transactional(readOnly = true)
    public Optional<String> deciderDigest(UUID snapshot) {
        return releases.findFirstBySnapshotIdAndState(snapshot, ReleaseState.PUBLISHED)
                .map(Release::digest);
    }

    /**
     * Deciders of these snapshots are handed out no more; doing it again is harmless.
     *
     * @return manifest digests of all that were withdrawn, now or before, oldest first
     */
    @Transactional
    public List<String> withdrawDeciders(Collection<UUID> snapshots, String why) {
        for (Release release :
                releases.findBySnapshotIdInAndStateOrderByCreatedAtAscIdAsc(snapshots, ReleaseState.PUBLISHED)) {
            release.withdraw(why);
            releases.saveAndFlush(release);
            audit("release-withdrawn", release, Map.of("digest", release.digest(), "reason", why));
        }
        return releases.findBySnapshotIdInAndStateOrderByCreatedAtAscIdAsc(snapshots, ReleaseState.WITHDRAWN).stream()
                .map(Release::digest)
                .toList();
    }

    private Release find(UUID collaboration, UUID id) {
        return releases.findByIdAndCollaborationId(id, collaboration).orElseThrow(() -> missing(id));
    }

    private static RefusedException missing(UUID id) {
        return new RefusedException(ProblemType.NOT_FOUND, "There is no release " + id + " of yours here.");
    }

    private void audit(String action, Release release, Map<String, String> details) {
        events.publishEvent(new Audited(action, "release " + release.id(), release.collaborationId(), details));
    }
}
