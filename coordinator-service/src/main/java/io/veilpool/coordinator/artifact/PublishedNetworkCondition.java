package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.collaboration.CollaborationService;
import io.veilpool.coordinator.collaboration.SharingCondition;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Nobody can share before there is a featurizer, made under the current charter, to share features of. */
@Component
class PublishedNetworkCondition implements SharingCondition {
    private final ReleaseService releases;
    private final CollaborationService collaborations;

    PublishedNetworkCondition(ReleaseService releases, CollaborationService collaborations) {
        this.releases = releases;
        this.collaborations = collaborations;
    }

    @Override
    public Optional<String> missing(UUID collaboration) {
        int current = collaborations.currentCharter(collaboration).version();
        Optional<Integer> published = releases.network(collaboration)
                .map(release -> release.manifest().charterVersion());
        if (published.isEmpty()) {
            return Optional.of("No NETWORK release is published yet. The publishing entity must publish one first.");
        }
        // Members would refuse networks of other classes or shapes, and once SHARING none can be published any more.
        return published.get() == current
                ? Optional.empty()
                : Optional.of("The NETWORK release was published under charter version " + published.get()
                        + ", the current one is " + current + ". The publishing entity must publish again first.");
    }
}
