package io.veilpool.broken.gate;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface NamesALoss {
    io.veilpool.broken.loss.NamesANetwork forbidden();
}
