package io.veilpool.agent.workflow;

import java.util.List;

/** This agent's own gate said no: nothing left, or nothing was accepted from others. */
public final class RefusedByGateException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public RefusedByGateException(String what, List<String> reasons) {
        super(what + " " + String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    /** One sentence each: value, limit. */
    public List<String> reasons() {
        return reasons;
    }
}
