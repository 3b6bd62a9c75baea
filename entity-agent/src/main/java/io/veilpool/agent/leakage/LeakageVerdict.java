package io.veilpool.agent.leakage;

import java.util.List;

/** Whether poisoned features may leave. */
public sealed interface LeakageVerdict permits LeakageVerdict.Admitted, LeakageVerdict.Refused {
    /** Every limit is kept. */
    record Admitted() implements LeakageVerdict {}

    /** @param reasons one sentence for each limit that is not kept: value, limit, remedy */
    record Refused(List<String> reasons) implements LeakageVerdict {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
