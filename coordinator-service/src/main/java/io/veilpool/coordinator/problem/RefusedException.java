package io.veilpool.coordinator.problem;

import io.veilpool.model.protocol.ProblemType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request is refused. The sentence names value, limit and remedy; it reaches the caller, so it holds no secret. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient Map<String, Object> facts;

    public RefusedException(ProblemType type, String sentence) {
        this(type, sentence, Map.of());
    }

    /** @param facts the values and limits behind the sentence, for programs */
    public RefusedException(ProblemType type, String sentence, Map<String, ?> facts) {
        super(sentence, null, false, false); // expected outcome: no stack trace
        this.type = type;
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public ProblemType type() {
        return type;
    }

    public Map<String, Object> facts() {
        return facts;
    }
}
