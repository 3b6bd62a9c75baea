package io.veilpool.coordinator.storage;

import io.minio.errors.ErrorResponseException;
import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call to the object store that failed; the cause stays in the log, because it may name addresses. */
final class StoreFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

    private final String operation;

    StoreFailure(String operation, Throwable cause) {
        super("could not " + operation, cause);
        this.operation = operation;
    }

    /** Whether the store answered with this code of the S3 protocol. */
    boolean has(String code) {
        return getCause() instanceof ErrorResponseException answer
                && code.equals(answer.errorResponse().code());
    }

    boolean isMissingObject() {
        return has("NoSuchKey") || has("NoSuchObject");
    }

    RefusedException refusal() {
        LOG.warn("The object store could not {}: {}", operation, reason());
        return new RefusedException(
                ProblemType.UNAVAILABLE,
                "The object store could not " + operation + ". Nothing was changed; try again later.",
                Map.of("operation", operation));
    }

    /** Never the request, which holds presigned addresses. */
    private String reason() {
        return getCause() instanceof ErrorResponseException answer
                ? answer.errorResponse().code() + ", " + answer.errorResponse().message()
                : String.valueOf(getCause());
    }
}
