package io.veilpool.coordinator.storage;

import io.veilpool.model.protocol.ObjectParts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Rows of {@code stored_object} and {@code object_part}. */
@Component
class UploadTables {
    /** An object with the state of its upload; {@code uploadId} is null before it begins and after it ends. */
    record ObjectRow(
            UUID id,
            int position,
            String key,
            String digest,
            long bytes,
            @Nullable String uploadId,
            boolean completed) {}

    /** A part as planned; its offset follows from the parts before it. */
    record PartRow(int number, long bytes, String sha256) {}

    private static final String COLUMNS = "id, position, object_key, digest, bytes, upload_id, completed";

    private final JdbcClient jdbc;

    UploadTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(UUID owner, int position, String key, ObjectParts object, Instant now) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into stored_object (id, owner_id, position, object_key, digest, bytes, declared_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?)")
                .params(id, owner, position, key, object.digest(), object.bytes(), time(now))
                .update();
        long left = object.bytes();
        for (int i = 0; i < object.partSha256().size(); i++) {
            long bytes = Math.min(left, object.partBytes());
            left -= bytes;
            jdbc.sql("insert into object_part (object_id, number, bytes, sha256) values (?, ?, ?, ?)")
                    .params(id, i + 1, bytes, object.partSha256().get(i))
                    .update();
        }
    }

    void insertStored(UUID owner, String key, String digest, long bytes, Instant now) {
        jdbc.sql("insert into stored_object (id, owner_id, position, object_key, digest, bytes, declared_at, completed)"
                        + " values (?, ?, 0, ?, ?, ?, ?, true)")
                .params(UUID.randomUUID(), owner, key, digest, bytes, time(now))
                .update();
    }

    List<ObjectRow> objects(UUID owner) {
        return jdbc.sql("select " + COLUMNS + " from stored_object where owner_id = ? order by position")
                .param(owner)
                .query(UploadTables::row)
                .list();
    }

    /** The same, locked until the transaction ends: two calls for one upload go one after the other. */
    List<ObjectRow> lockObjects(UUID owner) {
        return jdbc.sql("select " + COLUMNS + " from stored_object where owner_id = ? order by position for update")
                .param(owner)
                .query(UploadTables::row)
                .list();
    }

    /** Objects whose upload in progress began before the instant, locked; those that somebody else holds are left out. */
    List<ObjectRow> lockStale(Instant before, int limit) {
        return jdbc.sql("select " + COLUMNS + " from stored_object where upload_id is not null and begun_at < ?"
                        + " order by begun_at limit ? for update skip locked")
                .params(time(before), limit)
                .query(UploadTables::row)
                .list();
    }

    List<PartRow> parts(UUID object) {
        return jdbc.sql("select number, bytes, sha256 from object_part where object_id = ? order by number")
                .param(object)
                .query((rows, i) -> new PartRow(rows.getInt(1), rows.getLong(2), rows.getString(3)))
                .list();
    }

    void begun(UUID object, String uploadId, Instant now) {
        jdbc.sql("update stored_object set upload_id = ?, begun_at = ? where id = ?")
                .params(uploadId, time(now), object)
                .update();
    }

    void aborted(UUID object) {
        jdbc.sql("update stored_object set upload_id = null where id = ?")
                .param(object)
                .update();
    }

    void completed(UUID object) {
        jdbc.sql("update stored_object set upload_id = null, completed = true where id = ?")
                .param(object)
                .update();
    }

    boolean knows(String uploadId) {
        return jdbc.sql("select count(*) from stored_object where upload_id = ?")
                        .param(uploadId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static ObjectRow row(ResultSet rows, int index) throws SQLException {
        return new ObjectRow(
                rows.getObject(1, UUID.class),
                rows.getInt(2),
                rows.getString(3),
                rows.getString(4),
                rows.getLong(5),
                rows.getString(6),
                rows.getBoolean(7));
    }
}
