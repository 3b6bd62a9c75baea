package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CurrentCaller;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import java.time.Clock;
import java.util.Locale;
import org.slf4j.MDC;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes what it hears, in the transaction of the change: no entry, no change. */
@Component
class AuditTrail {
    private final AuditEntries entries;
    private final CoordinatorSettings settings;
    private final Clock clock;

    AuditTrail(AuditEntries entries, CoordinatorSettings settings, Clock clock) {
        this.entries = entries;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void write(Audited event) {
        String actor = CurrentCaller.find()
                .map(Caller::actor)
                .orElseGet(() -> "coordinator " + settings.role().name().toLowerCase(Locale.ROOT));
        entries.save(new AuditEntry(event, actor, clock.instant(), MDC.get("requestId")));
    }
}
