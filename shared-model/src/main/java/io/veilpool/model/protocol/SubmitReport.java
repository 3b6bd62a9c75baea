package io.veilpool.model.protocol;

/** Request: hand in a leakage report. {@code reportJws} is a compact JWS over a {@link LeakageReport}. */
public record SubmitReport(String reportJws) {}
