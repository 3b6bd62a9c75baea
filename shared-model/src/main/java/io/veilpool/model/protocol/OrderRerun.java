package io.veilpool.model.protocol;

import java.util.UUID;

/**
 * Request: an auditor has an entity repeat the measurement of a report, with a seed that the entity did not choose.
 *
 * @param report id of the report to be repeated
 * @param seed   a whole number of 64 bits in decimal digits
 * @param reason one line of at most {@value #LONGEST_REASON} characters; stands in the trail
 */
public record OrderRerun(UUID report, String seed, String reason) {
    public static final int LONGEST_REASON = 500;

    /** @throws IllegalArgumentException if the seed is no whole number, or the reason is empty, too long or of several lines */
    public OrderRerun {
        SeedText.check(seed);
        Ranges.sentence("the reason for a re-run", reason, LONGEST_REASON);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a re-run needs a reason");
        }
    }
}
