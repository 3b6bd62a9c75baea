package io.veilpool.coordinator.security;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Asks {@link CollaborationAccess} before a controller runs and before a body is read. What says nothing is refused. */
final class AccessInterceptor implements HandlerInterceptor {
    private static final String OURS = "io.veilpool.";

    private final CollaborationAccess access;
    private final RateLimit openCalls;

    AccessInterceptor(CollaborationAccess access, int openCallsPerMinute, Clock clock) {
        this.access = access;
        this.openCalls = new RateLimit("calls without a token", openCallsPerMinute, Duration.ofMinutes(1), clock);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)
                || !method.getBeanType().getName().startsWith(OURS)) {
            return true; // resources and the API description; the filter chain decided
        }
        if (method.hasMethodAnnotation(OpenToAnyone.class)) {
            openCalls.take(request.getRemoteAddr());
            return true;
        }
        Caller caller = CurrentCaller.find()
                .orElseThrow(() -> new RefusedException(ProblemType.UNAUTHENTICATED, "Send a token."));
        Requires requires = method.getMethodAnnotation(Requires.class);
        if (requires == null) {
            throw new RefusedException(ProblemType.FORBIDDEN, "Nobody may do this.");
        }
        if (requires.value().ofACollaboration()) {
            access.require(caller, collaboration(request), requires.value());
        } else {
            access.require(caller, requires.value());
        }
        return true;
    }

    private static UUID collaboration(HttpServletRequest request) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        Object text = variables instanceof Map<?, ?> map ? map.get("collaboration") : null;
        try {
            String given = Objects.toString(text, "");
            UUID id = UUID.fromString(given);
            if (id.toString().equalsIgnoreCase(given)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw new RefusedException(ProblemType.NOT_FOUND, "The address names no collaboration.");
    }
}
