package io.veilpool.broken.policy;

/** Breaks a rule of rooms and arrows, so that the rule is seen to fail. */
public interface NamesATensor {
    io.veilpool.broken.tensor.OriginalFeatures forbidden();
}
