package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.security.CoordinatorKey;
import io.veilpool.coordinator.security.Sight;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.WithheldEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;

/** Door of the room for who hands the trail on; written to it is by {@link io.veilpool.coordinator.security.Audited} alone. */
@Component
public class Trail {
    private static final int AT_ONCE = 500;

    private final TrailTable table;
    private final CoordinatorKey key;
    private final Clock clock;

    Trail(TrailTable table, CoordinatorKey key, Clock clock) {
        this.table = table;
        this.key = key;
        this.clock = clock;
    }

    /** Number of entries. */
    public long size() {
        return table.head().size();
    }

    /** The first entries, each a line of canonical JSON; of those that are out of sight the hash ({@link WithheldEntry}). */
    public void write(long size, Sight sight, OutputStream out) throws IOException {
        for (long number = 0; number < size; ) {
            List<TrailTable.Line> some = table.linesAfter(number, (int) Math.min(AT_ONCE, size - number));
            if (some.isEmpty()) {
                return; // entries are missing in the database; whoever checks finds it
            }
            for (TrailTable.Line line : some) {
                String content = sight.shows(line.collaboration())
                        ? line.content()
                        : CanonicalJson.text(new WithheldEntry(line.number(), line.hash()));
                out.write(content.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            number += some.size();
        }
    }

    /** What is so of the first entries, signed now. */
    public SignedCheckpoint checkpoint(long size) {
        Checkpoint checkpoint = new Checkpoint(
                table.head().trail(), size, table.root(size), clock.instant().truncatedTo(ChronoUnit.MICROS));
        return new SignedCheckpoint(key.signingKey().sign(CanonicalJson.write(checkpoint), SignatureType.CHECKPOINT));
    }
}
