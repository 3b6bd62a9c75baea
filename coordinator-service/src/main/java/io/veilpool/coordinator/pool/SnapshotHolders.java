package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.security.Caller;
import io.veilpool.model.protocol.WithdrawalCertificate.Holder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Members that were given addresses of a snapshot's rows. */
@Component
class SnapshotHolders {
    private final JdbcClient jdbc;

    SnapshotHolders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The first time counts. */
    void add(UUID snapshot, Caller caller, Instant now) {
        jdbc.sql("insert into snapshot_holder (snapshot_id, entity_id, entity_name, since) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(snapshot, caller.entity(), caller.name(), now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Of any of the snapshots, in order of time. */
    List<Holder> of(Collection<UUID> snapshots) {
        return jdbc
                .sql("select entity_name, number, since from snapshot_holder join pool_snapshot on id = snapshot_id"
                        + " where snapshot_id = any(?) order by since, number, entity_name")
                .param(snapshots.toArray(UUID[]::new))
                .query((rows, i) -> new Holder(
                        rows.getString(1),
                        rows.getInt(2),
                        rows.getObject(3, OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .map(Objects::requireNonNull)
                .toList();
    }
}
