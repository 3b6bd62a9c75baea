package io.veilpool.coordinator.audit;

import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.trail.TrailHashes;
import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The trail's tables: entries are added and read, nothing else. */
@Component
class TrailTable {
    private final JdbcClient jdbc;

    TrailTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param trail an empty database begins another one
     * @param size  number of entries
     * @param last  hash of the last one
     */
    record Head(UUID trail, long size, String last) {}

    /** Makes an entry in its place: what number it has, and which entry it follows, is known when it is written. */
    @FunctionalInterface
    interface Draft {
        TrailEntry at(long number, String previous);
    }

    /** Until the transaction ends nobody else appends; so this comes last in it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(List<Draft> drafts) {
        // A process that freezes here must not stop everybody else for as long as its connection seems to live.
        jdbc.sql("select set_config('lock_timeout', '5s', true),"
                        + " set_config('idle_in_transaction_session_timeout', '10s', true)")
                .query()
                .singleRow();
        Head head = head("for update");
        MerkleFrontier tree = new MerkleFrontier(this::hash, head.size());
        String last = head.last();
        for (Draft draft : drafts) {
            TrailEntry entry = draft.at(tree.size() + 1, last);
            String content = CanonicalJson.text(entry);
            jdbc.sql("insert into trail_entry (number, collaboration_id, content) values (?, ?, ?)")
                    .param(1, entry.number())
                    .param(2, entry.collaboration(), Types.OTHER)
                    .param(3, content)
                    .update();
            last = TrailHashes.ofText(content);
            for (MerkleFrontier.Subtree subtree : tree.append(last)) {
                jdbc.sql("insert into trail_subtree (level, position, hash) values (?, ?, ?)")
                        .params(subtree.level(), subtree.position(), subtree.hash())
                        .update();
            }
        }
        jdbc.sql("update trail_head set size = ?, last = ?")
                .params(tree.size(), last)
                .update();
    }

    Head head() {
        return head("");
    }

    private Head head(String lock) {
        return jdbc.sql("select trail, size, last from trail_head " + lock)
                .query(Head.class)
                .single();
    }

    String root(long size) {
        return MerkleTree.root(this::hash, size);
    }

    List<String> inclusion(long number, long size) {
        return MerkleTree.inclusion(this::hash, number - 1, size);
    }

    List<String> consistency(long from, long to) {
        return MerkleTree.consistency(this::hash, from, to);
    }

    private String hash(int level, long position) {
        return jdbc.sql("select hash from trail_subtree where level = ? and position = ?")
                .params(level, position)
                .query(String.class)
                .single();
    }

    /**
     * An entry beside the hash that the tree has of it.
     *
     * @param content canonical JSON
     */
    record Kept(String content, String hash) {}

    /** Entries, oldest first. */
    List<Kept> entries(@Nullable UUID collaboration, long offset, int limit) {
        String columns =
                "select content, hash from trail_entry join trail_subtree on level = 0 and position = number - 1";
        JdbcClient.StatementSpec query = collaboration == null
                ? jdbc.sql(columns + " order by number offset ? limit ?").params(offset, limit)
                : jdbc.sql(columns + " where collaboration_id = ? order by number offset ? limit ?")
                        .params(collaboration, offset, limit);
        return present(query.query(Kept.class).list());
    }

    /** Canonical JSON of the entries that follow a number. */
    List<String> contentsAfter(long number, int limit) {
        return present(jdbc.sql("select content from trail_entry where number > ? order by number limit ?")
                .params(number, limit)
                .query(String.class)
                .list());
    }

    private static <T> List<T> present(List<@Nullable T> rows) {
        return rows.stream().map(Objects::requireNonNull).toList();
    }

    long count(UUID collaboration) {
        return jdbc.sql("select count(*) from trail_entry where collaboration_id = ?")
                .param(collaboration)
                .query(Long.class)
                .single();
    }
}
