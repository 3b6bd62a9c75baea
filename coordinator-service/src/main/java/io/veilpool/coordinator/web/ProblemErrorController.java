package io.veilpool.coordinator.web;

import io.swagger.v3.oas.annotations.Hidden;
import io.veilpool.coordinator.security.OpenToAnyone;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors that the servlet container reports itself, such as an address with forbidden characters. */
@RestController
@ApiRole
@Hidden
class ProblemErrorController implements ErrorController {
    @RequestMapping("${server.error.path:/error}")
    @OpenToAnyone(because = "the container forwards here after a refusal")
    ResponseEntity<Object> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ProblemType type = switch (status instanceof Integer code ? code : 404) {
            case 400 -> ProblemType.INVALID_REQUEST;
            case 401 -> ProblemType.UNAUTHENTICATED;
            case 403 -> ProblemType.FORBIDDEN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 413 -> ProblemType.TOO_LARGE;
            default -> ProblemType.INTERNAL_ERROR;
        };
        return ProblemAdvice.answer(type, type.title() + ".", Map.of());
    }
}
