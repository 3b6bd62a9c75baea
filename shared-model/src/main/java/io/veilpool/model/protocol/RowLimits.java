package io.veilpool.model.protocol;

/** Least and greatest number of feature rows in one contribution. */
public record RowLimits(int min, int max) {}
