package io.veilpool.broken.tensor;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface NamesAMetric {
    io.veilpool.broken.metric.NamesALoss forbidden();
}
