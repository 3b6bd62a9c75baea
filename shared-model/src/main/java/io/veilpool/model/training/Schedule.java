package io.veilpool.model.training;

/** Learning rate over the steps of one training. */
@FunctionalInterface
public interface Schedule {
    /** Rate of a step, counted from 0. */
    double rate(int step);

    /** Rises linearly over the first part, then falls to zero along a cosine (Smith and Topin's one-cycle, cosine tail). */
    static Schedule oneCycle(double peak, int steps, double risingPart) {
        int rise = Math.max(1, (int) Math.round(steps * risingPart));
        return step -> step < rise
                ? peak * (step + 1) / rise
                : peak * 0.5 * (1 + Math.cos(Math.PI * (step - rise) / Math.max(1, steps - rise)));
    }

    /** Falls from peak to zero along half a cosine. */
    static Schedule cosine(double peak, int steps) {
        return step -> peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(step, steps) / steps));
    }
}
