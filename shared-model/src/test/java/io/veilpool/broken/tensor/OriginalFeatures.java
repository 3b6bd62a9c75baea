package io.veilpool.broken.tensor;

/** Stands for the features that must not leave. */
public interface OriginalFeatures {}
