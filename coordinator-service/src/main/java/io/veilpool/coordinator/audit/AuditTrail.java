package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CurrentCaller;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.model.protocol.TrailEntry;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.MDC;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes what it hears, in the transaction of the change: no entry, no change. Entries are written at the very end of it, after all
 * else has gone to the database: they need a lock that everybody needs, and who holds it waits for nothing else, so nobody waits in a
 * circle.
 */
@Component
class AuditTrail {
    private final TrailTable table;
    private final EntityManager changes;
    private final CoordinatorSettings settings;
    private final Clock clock;

    AuditTrail(TrailTable table, EntityManager changes, CoordinatorSettings settings, Clock clock) {
        this.table = table;
        this.changes = changes;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void hear(Audited event) {
        heard().add(draft(event));
    }

    private TrailTable.Draft draft(Audited event) {
        String actor = CurrentCaller.find()
                .map(Caller::actor)
                .orElseGet(() -> "coordinator " + settings.role().name().toLowerCase(Locale.ROOT));
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<String, String> details = new TreeMap<>(event.details());
        String request = MDC.get("requestId");
        if (request != null) {
            details.put("requestId", request);
        }
        return (number, previous) -> new TrailEntry(
                number, previous, at, actor, event.action(), event.subject(), event.collaboration(), details);
    }

    private List<TrailTable.Draft> heard() {
        return TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(Pending.class::isInstance)
                .map(Pending.class::cast)
                .findFirst()
                .orElseGet(() -> {
                    Pending pending = new Pending();
                    TransactionSynchronizationManager.registerSynchronization(pending);
                    return pending;
                })
                .open();
    }

    /** What the current transaction has said so far. What it says while it commits would be lost, and fails instead. */
    private final class Pending implements TransactionSynchronization {
        private final List<TrailTable.Draft> drafts = new ArrayList<>();
        private boolean written;

        List<TrailTable.Draft> open() {
            if (written) {
                throw new IllegalTransactionStateException("The entries of this transaction have been written already");
            }
            return drafts;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            changes.flush();
            written = true;
            table.append(drafts);
        }
    }
}
