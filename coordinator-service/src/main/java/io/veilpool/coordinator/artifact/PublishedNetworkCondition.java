package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.collaboration.SharingCondition;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Nobody can share before there is a featurizer to share features of. */
@Component
class PublishedNetworkCondition implements SharingCondition {
    private final ReleaseService releases;

    PublishedNetworkCondition(ReleaseService releases) {
        this.releases = releases;
    }

    @Override
    public Optional<String> missing(UUID collaboration) {
        return releases.network(collaboration).isPresent()
                ? Optional.empty()
                : Optional.of("No NETWORK release is published yet. The publishing entity must publish one first.");
    }
}
