package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Audited;
import io.veilpool.coordinator.security.CurrentCaller;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private static final int MOST_CHARACTERS = 500;
    private static final Set<ProblemType> TOLD = EnumSet.of(
            ProblemType.FORBIDDEN,
            ProblemType.WRONG_STATE,
            ProblemType.CHARTER_CONTRADICTS_ITSELF,
            ProblemType.SIGNATURE_INVALID,
            ProblemType.MANIFEST_INVALID,
            ProblemType.DIGEST_MISMATCH);

    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    RefusalTrail(ApplicationEventPublisher events, PlatformTransactionManager transactions) {
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
    }

    void tell(RefusedException refusal, HttpServletRequest request) {
        if (!TOLD.contains(refusal.type()) || CurrentCaller.find().isEmpty()) {
            return;
        }
        String reason = String.valueOf(refusal.getMessage());
        Audited event = new Audited(
                "request-refused",
                request.getMethod() + " " + request.getRequestURI(),
                collaboration(request),
                Map.of(
                        "problem",
                        refusal.type().name(),
                        "reason",
                        reason.length() > MOST_CHARACTERS ? reason.substring(0, MOST_CHARACTERS) + "..." : reason));
        try {
            transaction.executeWithoutResult(status -> events.publishEvent(event));
        } catch (RuntimeException e) {
            LOG.warn("A refusal could not be told to the trail: {}", DatabaseFailures.sentence(e));
        }
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
