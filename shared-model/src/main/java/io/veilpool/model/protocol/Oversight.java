package io.veilpool.model.protocol;

/**
 * What the members of a collaboration want watched while it lasts, beside the limits of every single report.
 *
 * @param officerApproval         whether rows leave an entity only when a second person there has signed for exactly them
 * @param leastReconstructionSsim least mean SSIM of the published reconstructor on an entity's own original images, 0 to 1: a weaker one
 *     makes leakage look low for free; 0 asks for nothing
 * @param auditHours              hours that an entity has to repeat a measurement that an auditor ordered, 1 to {@value #MOST_HOURS}
 * @param graceHours              hours that an entity has to measure again when the coordinator asks for a newer attack suite, 1 to
 *     {@value #MOST_HOURS}
 * @param rowsPerDpm              most rows that an entity publishes under one DPM, at least 1; then it trains another
 * @param uploadsPerDpm           most contributions that an entity publishes under one DPM, at least 1
 */
public record Oversight(
        boolean officerApproval,
        double leastReconstructionSsim,
        int auditHours,
        int graceHours,
        int rowsPerDpm,
        int uploadsPerDpm) {
    /** A year. */
    public static final int MOST_HOURS = 8_760;

    /** Asks for nothing beyond the limits of a report: a year for audits, as many rows and uploads as can be counted. */
    public static final Oversight LEAST =
            new Oversight(false, 0, MOST_HOURS, MOST_HOURS, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
