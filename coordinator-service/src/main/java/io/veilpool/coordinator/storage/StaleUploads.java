package io.veilpool.coordinator.storage;

import io.veilpool.coordinator.storage.ObjectStore.PendingUpload;
import io.veilpool.coordinator.storage.UploadTables.ObjectRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Frees the space of uploads that nobody finishes; stores' own lifecycle rules are not portable. */
@Service
public class StaleUploads {
    private static final Logger LOG = LoggerFactory.getLogger(StaleUploads.class);
    private static final int BATCH = 100;
    private static final Duration UNKNOWN_AFTER = Duration.ofDays(1);

    private final UploadTables tables;
    private final ObjectStore store;
    private final ObjectStoreSettings settings;
    private final Clock clock;

    StaleUploads(UploadTables tables, ObjectStore store, ObjectStoreSettings settings, Clock clock) {
        this.tables = tables;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** Aborts them, and uploads of the store that no row names; answers how many. Agents may begin again. */
    @Transactional
    public int abort() {
        Instant now = clock.instant();
        List<ObjectRow> stale = tables.lockStale(now.minus(settings.staleAfter()), BATCH);
        for (ObjectRow object : stale) {
            if (object.uploadId() != null) {
                store.abortUpload(object.key(), object.uploadId());
                tables.aborted(object.id());
            }
        }
        int aborted = stale.size();
        for (PendingUpload pending : store.pendingUploads("")) {
            // begun by a transaction that was rolled back; a day old, so none is still being written down
            boolean old = pending.begun()
                    .filter(at -> at.isBefore(now.minus(UNKNOWN_AFTER)))
                    .isPresent();
            if (old && !tables.knows(pending.uploadId())) {
                store.abortUpload(pending.key(), pending.uploadId());
                aborted++;
            }
        }
        if (aborted > 0) {
            LOG.info("Aborted {} uploads that nobody finished", aborted);
        }
        return aborted;
    }
}
