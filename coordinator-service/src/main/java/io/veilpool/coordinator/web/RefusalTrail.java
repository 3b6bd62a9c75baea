package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CollaborationAccess;
import io.veilpool.coordinator.security.CurrentCaller;
import io.veilpool.coordinator.security.RateLimit;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Tells the trail of refusals that somebody may want to look into: a known caller wanted what it may not have, or handed in what is not
 * right. In a transaction of its own, since the refused one changed nothing. A refusal stands even if it cannot be told.
 */
@Component
@ApiRole
class RefusalTrail {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalTrail.class);
    private static final int MOST_CHARACTERS = 300;
    /** Entries stay for ever, and every writer waits for the one before: nobody fills the trail with refusals. */
    private static final int MOST_A_MINUTE = 20;

    private static final Set<ProblemType> TOLD = EnumSet.of(
            ProblemType.FORBIDDEN,
            ProblemType.WRONG_STATE,
            ProblemType.CHARTER_CONTRADICTS_ITSELF,
            ProblemType.SIGNATURE_INVALID,
            ProblemType.MANIFEST_INVALID,
            ProblemType.DIGEST_MISMATCH);

    private final CollaborationAccess access;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final RateLimit told;

    RefusalTrail(
            CollaborationAccess access,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.access = access;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.told = new RateLimit("refusals of a caller in the trail", MOST_A_MINUTE, Duration.ofMinutes(1), clock);
    }

    void tell(RefusedException refusal, HttpServletRequest request) {
        Optional<Caller> caller = CurrentCaller.find();
        if (!TOLD.contains(refusal.type()) || caller.isEmpty()) {
            return;
        }
        try {
            told.take(caller.get().actor());
        } catch (RefusedException tooMany) {
            LOG.warn(
                    "{} was refused more often than the trail tells: {}",
                    caller.get().name(),
                    tooMany.getMessage());
            return;
        }
        UUID collaboration = collaboration(request);
        Map<String, String> details = new TreeMap<>(
                Map.of("problem", refusal.type().name(), "reason", shortened(String.valueOf(refusal.getMessage()))));
        if (collaboration != null) {
            details.put("collaboration", collaboration.toString());
        }
        String subject = request.getMethod() + " " + endpoint(request);
        try {
            // Who does not see a collaboration writes nothing into its own trail, which its auditors read.
            UUID concerned = access.sight(caller.get()).shows(collaboration) ? collaboration : null;
            Audited event = new Audited("request-refused", subject, concerned, details);
            transaction.executeWithoutResult(status -> events.publishEvent(event));
        } catch (RuntimeException e) {
            LOG.warn("A refusal could not be told to the trail: {}", DatabaseFailures.sentence(e));
        }
    }

    private static String shortened(String text) {
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text;
    }

    /** As the code names it: what a caller wrote in the address is not repeated. */
    private static String endpoint(HttpServletRequest request) {
        return Objects.toString(
                request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE), "unknown address");
    }

    private static @Nullable UUID collaboration(HttpServletRequest request) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            try {
                return UUID.fromString(Objects.toString(variables.get("collaboration"), ""));
            } catch (IllegalArgumentException none) {
                return null;
            }
        }
        return null;
    }
}
