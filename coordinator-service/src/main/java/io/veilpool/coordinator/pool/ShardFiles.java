package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.storage.MissingObjectException;
import io.veilpool.coordinator.storage.ObjectFiles;
import io.veilpool.coordinator.storage.StoredObject;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureShard;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Shards of the store as rows. */
@Component
class ShardFiles {
    private final ObjectFiles files;

    ShardFiles(ObjectFiles files) {
        this.files = files;
    }

    /**
     * A shard's rows, mapped from a local copy that goes with them.
     *
     * @throws HostileFileException when the store does not have what the manifest says
     */
    PoisonedFeatures read(ContributionManifest said, ShardEntry entry, StoredObject object)
            throws HostileFileException, IOException {
        try (ObjectFiles.Fetched fetched = files.fetch(object)) {
            if (!fetched.digest().equals(entry.digest())) {
                throw new HostileFileException(
                        "its bytes have the SHA-256 " + fetched.digest() + ", the manifest says " + entry.digest());
            }
            FeatureShard.Origin origin = new FeatureShard.Origin(
                    said.collaboration(), said.releaseDigest(), said.dpmCommitment(), said.rotation());
            // the mapping keeps the bytes after the file's name is gone
            return FeatureShard.read(
                    fetched.file(),
                    new FeatureShard.Expectation(
                            entry,
                            origin,
                            said.featureShape(),
                            ElementType.valueOf(said.rowType()),
                            said.rowsPerClass().size()));
        } catch (MissingObjectException gone) {
            throw new HostileFileException("the object store does not have it", gone);
        }
    }
}
