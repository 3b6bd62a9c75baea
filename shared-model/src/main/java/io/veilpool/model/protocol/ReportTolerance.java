package io.veilpool.model.protocol;

/**
 * By how much a repeated measurement of the same module on the same images may differ from a report. On a CPU of the same kind with as many threads the
 * same seed gives the same figures; what another processor or another seed changes of them was measured, docs/reruns.md.
 *
 * @param leakage           that each end of a leakage's 95 percent interval is widened by
 * @param top1Poisoned      points of the decider's accuracy on poisoned features, beside the interval of a difference of two shares
 * @param top1Original      points of its accuracy on original features, which no seed decides
 * @param reconstructorSsim SSIM of the published reconstructor on original features, which no seed decides either
 */
public record ReportTolerance(double leakage, double top1Poisoned, double top1Original, double reconstructorSsim) {
    private static final double LEAKAGE = 0.05;
    private static final double TOP1_POISONED = 2;
    private static final double TOP1_ORIGINAL = 0.5;
    private static final double RECONSTRUCTOR_SSIM = 0.005;

    /** What this version's reports are held to. */
    public static final ReportTolerance STATED =
            new ReportTolerance(LEAKAGE, TOP1_POISONED, TOP1_ORIGINAL, RECONSTRUCTOR_SSIM);

    /** @throws IllegalArgumentException if it isn't {@link #STATED}: no report sets its own */
    public ReportTolerance {
        exactly("the tolerated leakage", leakage, LEAKAGE);
        exactly("the tolerated top-1 on poisoned features", top1Poisoned, TOP1_POISONED);
        exactly("the tolerated top-1 on original features", top1Original, TOP1_ORIGINAL);
        exactly("the reconstructor's tolerated SSIM", reconstructorSsim, RECONSTRUCTOR_SSIM);
    }

    private static void exactly(String what, double value, double stated) {
        if (value != stated) {
            throw new IllegalArgumentException(what + " is " + stated + " in this version, not " + value);
        }
    }
}
