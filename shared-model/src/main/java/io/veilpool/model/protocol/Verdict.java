package io.veilpool.model.protocol;

/** What a limit says of a measurement. */
public enum Verdict {
    /** Measured, and within the limit. */
    PASS,
    /** Measured, and beyond it. */
    FAIL,
    /** Not measured well enough to tell; admits as little as FAIL. */
    INSUFFICIENT_EVIDENCE
}
