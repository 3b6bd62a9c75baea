package io.veilpool.coordinator.storage;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.storage.ObjectStore.CompletedPart;
import io.veilpool.coordinator.storage.ObjectStore.PresignedRequest;
import io.veilpool.coordinator.storage.ObjectStore.StoredPart;
import io.veilpool.coordinator.storage.UploadTables.ObjectRow;
import io.veilpool.coordinator.storage.UploadTables.PartRow;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.UploadPart;
import io.veilpool.model.protocol.UploadView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Uploads in parts that survive interruption: the plan and the store's upload ids are kept in the database, the store
 * tells which parts it has, and only the others get addresses. Shared by everything that agents upload.
 */
@Service
public class Uploads {
    private static final int NAMED_PARTS = 20;
    private static final int AT_ONCE = 8;

    private final UploadTables tables;
    private final ObjectStore store;
    private final ObjectStoreSettings settings;
    private final Clock clock;
    private final TransactionTemplate transactions;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    Uploads(
            UploadTables tables,
            ObjectStore store,
            ObjectStoreSettings settings,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.tables = tables;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.transactions = new TransactionTemplate(transactions);
    }

    /**
     * Writes down what will be uploaded. Keys contain owner and digest, so no object is ever overwritten.
     *
     * @param folder first part of the keys, for instance {@code releases}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void declare(UUID owner, String folder, List<ObjectParts> objects) {
        UploadPlan.check(objects);
        for (int i = 0; i < objects.size(); i++) {
            ObjectParts object = objects.get(i);
            String key = folder + "/" + owner + "/" + object.digest() + ".safetensors";
            tables.insert(owner, i, key, object, clock.instant());
        }
    }

    /** Writes down an object that the coordinator itself has put into the store. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(UUID owner, String key, String digest, long bytes) {
        tables.insertStored(owner, key, digest, bytes, clock.instant());
    }

    /** All parts, with addresses for those that the store lacks. Ask again after an interruption. */
    public UploadView view(UUID owner) {
        return inTurn(() -> lookUp(owner));
    }

    /** Row locks, and so connections, are held while the store answers: only half of them may wait for a slow store at once. */
    private <T> T inTurn(Supplier<T> work) {
        if (!turns.tryAcquire()) {
            throw new RefusedException(
                    ProblemType.UNAVAILABLE,
                    AT_ONCE + " uploads wait for the object store, which answers slowly; limit " + AT_ONCE
                            + ". Try again later.",
                    Map.of("limit", AT_ONCE));
        }
        try {
            return Objects.requireNonNull(transactions.execute(status -> work.get()));
        } finally {
            turns.release();
        }
    }

    private UploadView lookUp(UUID owner) {
        boolean completed = true;
        List<UploadPart> parts = new ArrayList<>();
        for (ObjectRow object : tables.lockObjects(owner)) {
            completed &= object.completed();
            addParts(object, parts);
        }
        return new UploadView(completed, parts);
    }

    private void addParts(ObjectRow object, List<UploadPart> parts) {
        Upload upload = object.completed() ? new Upload("", Map.of(), true) : resume(object);
        long offset = 0;
        for (PartRow part : tables.parts(object.id())) {
            if (upload.has(part)) {
                parts.add(new UploadPart(object.digest(), part.number(), offset, part.bytes(), true, null, Map.of()));
            } else {
                PresignedRequest address =
                        store.presignPart(object.key(), upload.id(), part.number(), part.sha256(), settings.linkLife());
                parts.add(new UploadPart(
                        object.digest(), part.number(), offset, part.bytes(), false, address.url(), address.headers()));
            }
            offset += part.bytes();
        }
    }

    /** What the store knows of an object's upload. */
    private record Upload(String id, Map<Integer, StoredPart> stored, boolean whole) {
        boolean has(PartRow part) {
            StoredPart found = stored.get(part.number());
            return whole || (found != null && found.bytes() == part.bytes());
        }
    }

    /** Goes on with the upload, or begins one where there is none or the store forgot it. */
    private Upload resume(ObjectRow object) {
        Upload known = known(object);
        if (known != null) {
            return known;
        }
        String uploadId = store.beginUpload(object.key());
        tables.begun(object.id(), uploadId, clock.instant());
        return new Upload(uploadId, Map.of(), false);
    }

    private @Nullable Upload known(ObjectRow object) {
        String id = object.uploadId();
        if (id == null) {
            return null;
        }
        Map<Integer, StoredPart> stored = new HashMap<>();
        store.parts(object.key(), id).forEach(part -> stored.put(part.number(), part));
        if (!stored.isEmpty()) {
            return new Upload(id, stored, false);
        }
        // completed in the store, but this process died before it could write that down
        if (store.size(object.key()).filter(size -> size == object.bytes()).isPresent()) {
            return new Upload(id, stored, true);
        }
        boolean pending = store.pendingUploads(object.key()).stream()
                .anyMatch(upload -> upload.uploadId().equals(id));
        return pending ? new Upload(id, stored, false) : null;
    }

    /**
     * Puts the parts together. Doing it again is harmless.
     *
     * @throws RefusedException UPLOAD_INCOMPLETE when the store lacks parts
     */
    public void complete(UUID owner) {
        inTurn(() -> putTogether(owner));
    }

    private boolean putTogether(UUID owner) {
        List<ObjectRow> open =
                tables.lockObjects(owner).stream().filter(o -> !o.completed()).toList();
        Map<UUID, Upload> uploads = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (ObjectRow object : open) {
            Upload upload = known(object);
            Upload there = upload == null ? new Upload("", Map.of(), false) : upload;
            uploads.put(object.id(), there);
            tables.parts(object.id()).stream()
                    .filter(part -> !there.has(part))
                    .forEach(part -> missing.add(object.digest() + "#" + part.number()));
        }
        if (!missing.isEmpty()) {
            throw new RefusedException(
                    ProblemType.UPLOAD_INCOMPLETE,
                    missing.size() + " parts are missing. Ask for the upload again and send them.",
                    Map.of(
                            "missing", missing.size(),
                            "first", missing.subList(0, Math.min(NAMED_PARTS, missing.size()))));
        }
        for (ObjectRow object : open) {
            finish(object, Objects.requireNonNull(uploads.get(object.id())));
        }
        return true;
    }

    private void finish(ObjectRow object, Upload upload) {
        if (!upload.whole()) {
            List<CompletedPart> parts = tables.parts(object.id()).stream()
                    .map(part -> new CompletedPart(
                            part.number(),
                            Objects.requireNonNull(upload.stored().get(part.number()))
                                    .etag(),
                            part.sha256()))
                    .toList();
            store.completeUpload(object.key(), upload.id(), parts);
        }
        tables.completed(object.id());
    }

    /** The objects in their order, uploaded or not. */
    @Transactional(readOnly = true)
    public List<StoredObject> objects(UUID owner) {
        return tables.objects(owner).stream()
                .map(o -> new StoredObject(o.position(), o.key(), o.digest(), o.bytes()))
                .toList();
    }

    /** Deletes what was uploaded; what was written down stays. */
    @Transactional
    public void discard(UUID owner) {
        for (ObjectRow object : tables.lockObjects(owner)) {
            if (object.uploadId() != null) {
                store.abortUpload(object.key(), object.uploadId());
                tables.aborted(object.id());
            }
            store.delete(object.key());
        }
    }
}
