package io.veilpool.model.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RFC 9457 problem details as agents read them.
 *
 * @param type      one of {@link ProblemType}'s URIs
 * @param facts     values and limits behind the sentence
 * @param requestId names the request in the coordinator's log
 */
public record Problem(
        @Nullable String type,
        @Nullable String title,
        int status,
        @Nullable String detail,
        @Nullable Map<String, Object> facts,
        @Nullable String requestId) {}
