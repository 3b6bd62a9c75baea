package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.Page;
import io.veilpool.model.protocol.ProblemType;
import java.util.Map;
import java.util.function.Function;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

/** A controller's parameter: the page that the caller asked for by {@code ?page=0&size=50}. */
public record Paging(int page, int size) {
    public static final int MAX_SIZE = 200;
    public static final int DEFAULT_SIZE = 50;

    public Paging {
        if (page < 0 || page > 1_000_000) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST, "page must be 0 to 1000000, was " + page + ".", Map.of("page", page));
        }
        if (size < 1 || size > MAX_SIZE) {
            throw new RefusedException(
                    ProblemType.INVALID_REQUEST,
                    "size must be 1 to " + MAX_SIZE + ", was " + size + ".",
                    Map.of("size", size));
        }
    }

    /** For Spring Data, in a stable order. */
    public PageRequest sorted(Sort order) {
        return PageRequest.of(page, size, order);
    }

    /** Turns Spring Data's page into the protocol's. */
    public static <S, T> Page<T> of(org.springframework.data.domain.Page<S> found, Function<S, T> view) {
        return new Page<>(
                found.getContent().stream().map(view).toList(),
                found.getNumber(),
                found.getSize(),
                found.getTotalElements());
    }
}
