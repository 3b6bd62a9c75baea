package io.veilpool.broken.loss;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface NamesANetwork {
    io.veilpool.broken.network.NamesALoss forbidden();
}
