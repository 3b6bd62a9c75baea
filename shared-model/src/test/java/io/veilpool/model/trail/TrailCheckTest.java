package io.veilpool.model.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.protocol.WithheldEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrailCheckTest {
    private static final UUID TRAIL = new UUID(1, 2);
    private static final Instant DAY = Instant.parse("2026-11-26T10:00:00.123456Z");
    private static final int ENTRIES = 40;

    private final List<String> lines = trail("e2");
    private final Checkpoint half = checkpoint(lines, 21);
    private final Checkpoint whole = checkpoint(lines, ENTRIES);

    @Test
    void acceptsATrailThatNobodyTouched() throws Exception {
        TrailCheck check = new TrailCheck(List.of(checkpoint(lines, 0), half, whole));
        for (String line : lines) {
            check.next(line);
        }
        check.end();
        assertThat(check.size()).isEqualTo(ENTRIES);
        assertThat(check.root()).isEqualTo(whole.root());
    }

    /** Property: whichever byte changes to whichever other one, it is found. */
    @Test
    void findsAnyChangedByte() {
        Random random = new Random(7);
        for (int trial = 0; trial < 600; trial++) {
            List<String> changed = new ArrayList<>(lines);
            int at = random.nextInt(ENTRIES);
            byte[] bytes = changed.get(at).getBytes(StandardCharsets.ISO_8859_1);
            int where = random.nextInt(bytes.length);
            byte old = bytes[where];
            bytes[where] = (byte) (random.nextInt(255) + 1 + old);
            changed.set(at, new String(bytes, StandardCharsets.ISO_8859_1));
            assertThat(broken(changed, whole)).as("entry %d byte %d", at, where).isNotEmpty();
        }
    }

    @Test
    void findsAnEntryThatWasReplacedTogetherWithAllThatFollow() throws Exception {
        List<String> other = trail("e3"); // consistent in itself from the first entry on
        TrailCheck unaware = new TrailCheck(List.of());
        for (String line : other) {
            unaware.next(line);
        }
        unaware.end();
        assertThat(broken(other, half)).contains("The first 21 entries are not those that the checkpoint");
    }

    @Test
    void findsRemovedExchangedAndRepeatedEntries() {
        List<String> removed = new ArrayList<>(lines);
        removed.remove(5);
        assertThat(broken(removed, whole)).contains("In the place of entry 6 stands entry 7");
        List<String> exchanged = new ArrayList<>(lines);
        Collections.swap(exchanged, 3, 4);
        assertThat(broken(exchanged, whole)).contains("In the place of entry 4 stands entry 5");
        List<String> repeated = new ArrayList<>(lines);
        repeated.add(8, lines.get(7));
        assertThat(broken(repeated, whole)).contains("In the place of entry 9 stands entry 8");
        List<String> first = lines.subList(1, ENTRIES);
        assertThat(broken(first, whole)).contains("In the place of entry 1 stands entry 2");
    }

    @Test
    void checksEntriesThatWereWithheldByTheirHashes() throws Exception {
        List<String> partly = new ArrayList<>(lines);
        for (int number : List.of(1, 7, 8, ENTRIES)) {
            partly.set(number - 1, withheld(number, TrailHashes.ofText(lines.get(number - 1))));
        }
        TrailCheck check = new TrailCheck(List.of(half, whole));
        for (String line : partly) {
            check.next(line);
        }
        check.end();
        assertThat(check.withheld()).isEqualTo(4);
        assertThat(check.root()).isEqualTo(whole.root());
    }

    @Test
    void findsAWithheldEntryThatIsNotTheOneOfItsPlace() {
        String seventh = TrailHashes.ofText(lines.get(6));
        List<String> changed = new ArrayList<>(lines);
        changed.set(7, withheld(8, seventh));
        assertThat(broken(changed, whole)).contains("Entry 9 does not follow from entry 8");
        changed.set(7, withheld(7, seventh));
        assertThat(broken(changed, whole)).contains("In the place of entry 8 stands entry 7");
        changed.set(7, withheld(8, "00"));
        assertThat(broken(changed, whole)).contains("Entry 8 was withheld, and its hash is not 64 hex digits");
        changed.set(7, withheld(8, seventh) + " ");
        assertThat(broken(changed, whole)).contains("Entry 8 is not written as the coordinator writes it");
        changed.set(7, lines.get(7));
        changed.set(ENTRIES - 1, withheld(ENTRIES, seventh));
        assertThat(broken(changed, whole)).contains("at least one was changed after it was signed");
    }

    private static String withheld(long number, String hash) {
        return CanonicalJson.text(new WithheldEntry(number, hash));
    }

    @Test
    void findsATrailThatWasCutOff() {
        assertThat(broken(lines.subList(0, 30), whole))
                .contains("ends after entry 30")
                .contains("covers 40");
        assertThat(broken(lines.subList(0, 30), half)).isEmpty(); // no checkpoint covers what is gone
    }

    @Test
    void refusesCheckpointsOfTwoTrails() {
        Checkpoint foreign = new Checkpoint(new UUID(3, 4), 1, whole.root(), DAY);
        assertThatThrownBy(() -> new TrailCheck(List.of(half, foreign)))
                .isInstanceOf(BrokenTrailException.class)
                .hasMessageContaining("of two trails");
    }

    private static String broken(List<String> lines, Checkpoint kept) {
        try {
            TrailCheck check = new TrailCheck(List.of(kept));
            for (String line : lines) {
                check.next(line);
            }
            check.end();
            return "";
        } catch (BrokenTrailException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Checkpoint checkpoint(List<String> lines, int size) {
        try {
            TrailCheck check = new TrailCheck(List.of());
            for (String line : lines.subList(0, size)) {
                check.next(line);
            }
            return new Checkpoint(TRAIL, size, check.root(), DAY);
        } catch (BrokenTrailException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> trail(String entity) {
        List<String> lines = new ArrayList<>();
        String previous = TrailHashes.BEFORE_THE_FIRST;
        for (int number = 1; number <= ENTRIES; number++) {
            TrailEntry entry = new TrailEntry(
                    number,
                    previous,
                    DAY.plusSeconds(number),
                    "person admin",
                    "entity-invited",
                    "invitation " + number,
                    number % 3 == 0 ? null : TRAIL,
                    Map.of("entity", entity, "requestId", "r" + number));
            lines.add(CanonicalJson.text(entry));
            previous = TrailHashes.of(entry);
        }
        return lines;
    }
}
