package io.veilpool.coordinator.artifact;

import io.veilpool.coordinator.security.CoordinatorKey;
import io.veilpool.coordinator.storage.ObjectStore;
import io.veilpool.model.protocol.ReleaseManifest;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.stereotype.Service;

/** Door for the worker: signs and publishes a decider that it trained. Doing it again publishes nothing new. */
@Service
public class DeciderPublication {
    private final ReleaseService releases;
    private final ObjectStore store;
    private final CoordinatorKey key;

    DeciderPublication(ReleaseService releases, ObjectStore store, CoordinatorKey key) {
        this.releases = releases;
        this.store = store;
        this.key = key;
    }

    /** @param manifest of kind POOL_DECIDER, with the snapshot that it was trained on */
    public void publish(ReleaseManifest manifest, Path weights) throws IOException {
        if (manifest.snapshot() == null) {
            throw new IllegalArgumentException("a pool decider needs the snapshot that it was trained on");
        }
        if (releases.hasDecider(manifest.snapshot())) {
            return;
        }
        String object = "deciders/" + manifest.snapshot() + "/" + manifest.weightsDigest() + ".safetensors";
        store.putIfAbsent(object, weights, manifest.weightsDigest());
        releases.publishDecider(SignedManifest.sign(manifest, key.signingKey()), manifest.collaboration(), object);
    }
}
