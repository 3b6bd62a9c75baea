package io.veilpool.coordinator.audit;

import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.trail.TrailHashes;
import java.sql.Types;
import java.time.ZoneOffset;
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
    private static final String WITH_HASHES = "trail_entry join trail_subtree on level = 0 and position = number - 1";

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
            jdbc.sql("insert into trail_entry (number, collaboration_id, content, at, actor, action)"
                            + " values (?, ?, ?, ?, ?, ?)")
                    .param(1, entry.number())
                    .param(2, entry.collaboration(), Types.OTHER)
                    .param(3, content)
                    .param(4, entry.at().atOffset(ZoneOffset.UTC))
                    .param(5, entry.actor())
                    .param(6, entry.action())
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

    /** Selected entries, oldest first. */
    List<Kept> entries(Selection selected, long offset, int limit) {
        return present(jdbc.sql("select content, hash from " + WITH_HASHES + " where " + selected.where()
                        + " order by number offset :offset limit :limit")
                .params(selected.parameters())
                .param("offset", offset)
                .param("limit", limit)
                .query(Kept.class)
                .list());
    }

    /** How many of them there are. */
    long count(Selection selected) {
        return jdbc.sql("select count(*) from trail_entry where " + selected.where())
                .params(selected.parameters())
                .query(Long.class)
                .single();
    }

    /**
     * An entry as it stands in the whole trail.
     *
     * @param collaboration null if it concerns none
     * @param content       canonical JSON
     * @param hash          what the tree has of it
     */
    record Line(long number, @Nullable UUID collaboration, String content, String hash) {}

    /** The entries that follow a number. */
    List<Line> linesAfter(long number, int limit) {
        return present(jdbc.sql("select number, collaboration_id as collaboration, content, hash from " + WITH_HASHES
                        + " where number > ? order by number limit ?")
                .params(number, limit)
                .query(Line.class)
                .list());
    }

    private static <T> List<T> present(List<@Nullable T> rows) {
        return rows.stream().map(Objects::requireNonNull).toList();
    }
}
