package io.veilpool.model.trail;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.protocol.WithheldEntry;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a whole trail, entry by entry, beside checkpoints that somebody kept. Any edit, removal, insertion or change of order among
 * entries that a checkpoint covers is found; so is a trail that ends before a checkpoint. Entries that were withheld from the reader are
 * checked by their hashes. Constant memory.
 */
public final class TrailCheck {
    /** How the canonical JSON of a withheld entry begins, and that of no other. */
    private static final String WITHHELD = "{\"hash\":";

    private final NavigableMap<Long, List<Checkpoint>> ahead = new TreeMap<>();
    private final MerkleFrontier tree = new MerkleFrontier();
    private String previous = TrailHashes.BEFORE_THE_FIRST;
    private long withheld;

    /**
     * @param kept verified checkpoints
     * @throws BrokenTrailException if they contradict one another, or are of an empty trail that has a root
     */
    public TrailCheck(Collection<Checkpoint> kept) throws BrokenTrailException {
        for (Checkpoint checkpoint : kept) {
            for (Checkpoint other : kept) {
                if (!checkpoint.trail().equals(other.trail())) {
                    throw new BrokenTrailException("The checkpoints are of two trails, %s and %s."
                            .formatted(checkpoint.trail(), other.trail()));
                }
            }
            ahead.merge(
                    checkpoint.size(),
                    List.of(checkpoint),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        meet();
    }

    /**
     * Takes the next entry, or what stands in its place where the reader may not see it.
     *
     * @param line canonical JSON (RFC 8785) of a {@link TrailEntry} or a {@link WithheldEntry}
     * @return what it says; empty if that was withheld
     * @throws BrokenTrailException if it is not what the entries and checkpoints before say
     */
    public Optional<TrailEntry> next(String line) throws BrokenTrailException {
        if (line.startsWith(WITHHELD)) {
            WithheldEntry entry = read(line, WithheldEntry.class);
            requireNumber(entry.number());
            if (!Digests.isSha256(entry.hash())) {
                throw new BrokenTrailException(
                        "Entry %,d was withheld, and its hash is not 64 hex digits.".formatted(entry.number()));
            }
            withheld++;
            append(entry.hash());
            return Optional.empty();
        }
        TrailEntry entry = read(line, TrailEntry.class);
        requireFollows(entry);
        append(TrailHashes.ofText(line));
        return Optional.of(entry);
    }

    private <T> T read(String line, Class<T> type) throws BrokenTrailException {
        long number = tree.size() + 1;
        try {
            T entry = ProtocolJson.read(line, type);
            if (!CanonicalJson.text(entry).equals(line)) {
                throw new BrokenTrailException(
                        "Entry %,d is not written as the coordinator writes it (RFC 8785): its text was changed."
                                .formatted(number));
            }
            return entry;
        } catch (InvalidJsonException e) {
            throw new BrokenTrailException("Entry %,d cannot be read: %s.".formatted(number, e.getMessage()));
        }
    }

    private void requireNumber(long said) throws BrokenTrailException {
        long number = tree.size() + 1;
        if (said != number) {
            throw new BrokenTrailException(
                    "In the place of entry %,d stands entry %,d: entries were removed, added or exchanged."
                            .formatted(number, said));
        }
    }

    private void requireFollows(TrailEntry entry) throws BrokenTrailException {
        long number = tree.size() + 1;
        requireNumber(entry.number());
        if (!entry.previous().equals(previous)) {
            throw new BrokenTrailException(
                    number == 1
                            ? "Entry 1 names an entry before it, but it is the first."
                            : "Entry %,d does not follow from entry %,d: one of the two was changed."
                                    .formatted(number, number - 1));
        }
    }

    private void append(String hash) throws BrokenTrailException {
        previous = hash;
        tree.append(hash);
        meet();
    }

    /** To be called after the last entry. */
    public void end() throws BrokenTrailException {
        if (!ahead.isEmpty()) {
            Checkpoint covered = ahead.firstEntry().getValue().getFirst();
            throw new BrokenTrailException(
                    "The trail ends after entry %,d, but a checkpoint of %s covers %,d: its end was removed."
                            .formatted(tree.size(), covered.at(), covered.size()));
        }
    }

    /** Number of entries so far. */
    public long size() {
        return tree.size();
    }

    /** How many of them were withheld: checked in their places, but nothing is known of what they say. */
    public long withheld() {
        return withheld;
    }

    /** Merkle root over them. */
    public String root() {
        return tree.root();
    }

    private void meet() throws BrokenTrailException {
        List<Checkpoint> here = ahead.remove(tree.size());
        if (here == null) {
            return;
        }
        for (Checkpoint checkpoint : here) {
            if (!checkpoint.root().equals(tree.root())) {
                throw new BrokenTrailException(
                        "The first %,d entries are not those that the checkpoint of %s covers: at least one was changed after it was signed."
                                .formatted(tree.size(), checkpoint.at()));
            }
        }
    }
}
