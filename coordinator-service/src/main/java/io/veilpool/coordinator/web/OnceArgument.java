package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.security.Caller;
import io.veilpool.coordinator.security.CurrentCaller;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Fills in a controller's parameter of type {@link Once}. */
final class OnceArgument implements HandlerMethodArgumentResolver {
    static final String HEADER = "Idempotency-Key";

    private final FirstAnswers answers;

    OnceArgument(FirstAnswers answers) {
        this.answers = answers;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Once.class;
    }

    @Override
    public Once resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory factory) {
        HttpServletRequest http = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        String key = http.getHeader(HEADER);
        if (key == null) {
            return answers.unkeyed();
        }
        if (!key.matches("[\\x21-\\x7e]{1,200}")) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST, HEADER + " must have 1 to 200 visible ASCII characters.");
        }
        String caller = CurrentCaller.find()
                .map(Caller::actor)
                .orElseThrow(() -> new RefusedException(ProblemType.UNAUTHENTICATED, "Send a token."));
        return answers.keyed(caller, http.getMethod() + " " + http.getRequestURI(), key);
    }
}
