package io.veilpool.coordinator.security;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Refusals of the filter chain look like all others: problem+json. */
final class ProblemEntryPoint implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final HandlerExceptionResolver problems;

    ProblemEntryPoint(HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        boolean sent = failure instanceof InvalidBearerTokenException;
        response.setHeader("WWW-Authenticate", sent ? "Bearer error=\"invalid_token\"" : "Bearer");
        String sentence = sent
                ? "The token is refused: " + failure.getMessage() + ". Get a new one."
                : "This needs a token: agents get one at /oauth2/token, people at /api/v1/logins.";
        refuse(request, response, new RefusedException(ProblemType.UNAUTHENTICATED, sentence));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied) {
        refuse(request, response, new RefusedException(ProblemType.FORBIDDEN, "The caller may not do this."));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, RefusedException refusal) {
        // no handler: a controller's own media types must not decide how a refusal is written
        problems.resolveException(request, response, null, refusal);
    }
}
