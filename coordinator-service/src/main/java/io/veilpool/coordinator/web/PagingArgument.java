package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Fills in a controller's parameter of type {@link Paging}. */
final class PagingArgument implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Paging.class;
    }

    @Override
    public Paging resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory factory) {
        return new Paging(number(request, "page", 0), number(request, "size", Paging.DEFAULT_SIZE));
    }

    private static int number(NativeWebRequest request, String name, int absent) {
        String text = request.getParameter(name);
        if (text == null) {
            return absent;
        }
        if (!text.matches("-?\\d{1,9}")) {
            throw new RefusedException(ProblemType.INVALID_REQUEST, name + " must be a whole number.");
        }
        return Integer.parseInt(text);
    }
}
