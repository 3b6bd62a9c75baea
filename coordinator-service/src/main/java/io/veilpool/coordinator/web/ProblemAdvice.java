package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.model.protocol.Problem;
import io.veilpool.model.protocol.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/** Every error of the REST interface as one problem+json. What is unexpected says nothing but the request's id. */
@RestControllerAdvice
@ApiRole
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final RefusalTrail trail;

    ProblemAdvice(RefusalTrail trail) {
        this.trail = trail;
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(RefusedException refusal, HttpServletRequest request) {
        trail.tell(refusal, request);
        return refused(refusal);
    }

    private static ResponseEntity<Object> refused(RefusedException refusal) {
        LOG.info(
                "Refused: {} {}",
                refusal.type(),
                String.valueOf(refusal.getMessage()).replaceAll("\\p{Cntrl}", " "));
        return answer(refusal.type(), refusal.getMessage(), refusal.facts());
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        org.springframework.jdbc.CannotGetJdbcConnectionException.class,
        org.springframework.orm.jpa.JpaSystemException.class,
        org.springframework.transaction.TransactionSystemException.class
    })
    ResponseEntity<Object> unavailable(Exception failure) {
        if (!DatabaseFailures.isAway(failure)) {
            return unexpected(failure);
        }
        LOG.warn("The database is away: {}", DatabaseFailures.sentence(failure));
        return answer(
                ProblemType.UNAVAILABLE,
                "The database does not answer. Nothing was changed, or it was changed whole; try again in a moment.",
                Map.of("retryAfterSeconds", 5));
    }

    @ExceptionHandler
    ResponseEntity<Object> changedMeanwhile(OptimisticLockingFailureException race) {
        LOG.info("Lost a race: {}", race.getClass().getSimpleName());
        return answer(ProblemType.CHANGED_MEANWHILE, "Somebody else changed it meanwhile. Read it again.", Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> constraint(DataIntegrityViolationException violation) {
        if (DatabaseFailures.isUniqueViolation(violation)) {
            LOG.info("Unique constraint: {}", DatabaseFailures.sentence(violation));
            return answer(ProblemType.ALREADY_EXISTS, "It exists already.", Map.of());
        }
        return unexpected(violation);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception failure) {
        if (failure instanceof RuntimeException && DatabaseFailures.isAway(failure)) {
            return answer(
                    ProblemType.UNAVAILABLE,
                    "The database does not answer. Try again.",
                    Map.of("retryAfterSeconds", 5));
        }
        LOG.error("Unexpected failure", failure);
        return answer(
                ProblemType.INTERNAL_ERROR,
                "Something failed on our side. The log has more under the request id.",
                Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongType(MethodArgumentTypeMismatchException mismatch) {
        String wanted = mismatch.getRequiredType() == null
                ? "another type"
                : mismatch.getRequiredType().getSimpleName();
        return answer(
                ProblemType.INVALID_REQUEST,
                "%s must be of type %s.".formatted(mismatch.getName(), wanted),
                Map.of("parameter", mismatch.getName()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof LimitedBody.BodyTooLargeException large) {
                return answer(
                        ProblemType.TOO_LARGE,
                        Objects.requireNonNull(cause.getMessage()),
                        Map.of("maxBytes", large.limit()));
            }
            if (cause instanceof RefusedException refusal) {
                return refused(refusal);
            }
        }
        return answer(
                ProblemType.INVALID_REQUEST, "The body cannot be read: " + unreadableBecause(unreadable), Map.of());
    }

    /** Where in the body, and Jackson's first line without the value that stood there. */
    private static String unreadableBecause(HttpMessageNotReadableException unreadable) {
        if (unreadable.getCause() instanceof DatabindException databind) {
            StringBuilder where = new StringBuilder();
            databind.getPath().forEach(step -> {
                if (step.getPropertyName() != null) {
                    where.append(where.isEmpty() ? "" : ".").append(step.getPropertyName());
                } else {
                    where.append('[').append(step.getIndex()).append(']');
                }
            });
            return "the value at '%s' is missing, unknown or of a wrong type.".formatted(where);
        }
        if (unreadable.getCause() instanceof JacksonException json && json.getLocation() != null) {
            return "it is no valid JSON (line %d, column %d)."
                    .formatted(
                            json.getLocation().getLineNr(), json.getLocation().getColumnNr());
        }
        return "it is missing or no valid JSON.";
    }

    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemType type = switch (status.value()) {
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 413 -> ProblemType.TOO_LARGE;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ProblemType.UNAVAILABLE;
            default -> status.is4xxClientError() ? ProblemType.INVALID_REQUEST : ProblemType.INTERNAL_ERROR;
        };
        String detail = body instanceof ProblemDetail given && given.getDetail() != null && status.is4xxClientError()
                ? given.getDetail()
                : type.title() + ".";
        return build(type, status.is4xxClientError() ? status.value() : type.status(), detail, Map.of(), headers);
    }

    static ResponseEntity<Object> answer(ProblemType type, @Nullable String sentence, Map<String, Object> facts) {
        return build(type, type.status(), sentence, facts, HttpHeaders.EMPTY);
    }

    private static ResponseEntity<Object> build(
            ProblemType type, int status, @Nullable String sentence, Map<String, Object> facts, HttpHeaders headers) {
        Problem problem = new Problem(
                type.uri(),
                type.title(),
                status,
                sentence,
                facts.isEmpty() ? null : new LinkedHashMap<>(facts),
                MDC.get(RequestIdFilter.MDC_KEY));
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status)
                .headers(kept -> headers.forEach(kept::addAll))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (facts.get("retryAfterSeconds") instanceof Number seconds) {
            answer.header(HttpHeaders.RETRY_AFTER, seconds.toString());
        }
        return answer.body(problem);
    }
}
