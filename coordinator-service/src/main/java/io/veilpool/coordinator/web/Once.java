package io.veilpool.coordinator.web;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.http.ResponseEntity;

/**
 * A controller's parameter: does the work of a POST once per {@code Idempotency-Key} of a caller and address. The
 * same key and body again gets the first answer again; the same key with another body is refused. Key, answer and work
 * are committed in one transaction. Without the header it just runs, in a transaction.
 */
public interface Once {
    /** @param request the body, compared with that of the first call */
    default <T> ResponseEntity<T> run(Object request, Class<T> answer, Supplier<ResponseEntity<T>> work) {
        return run(request, answer, UnaryOperator.identity(), work);
    }

    /** @param withoutSecrets what is kept of the answer and given to a second caller */
    <T> ResponseEntity<T> run(
            Object request, Class<T> answer, UnaryOperator<T> withoutSecrets, Supplier<ResponseEntity<T>> work);
}
