package io.veilpool.model.protocol;

/**
 * Public statistics of original features of the publishing entity, against which rows of contributions are judged.
 *
 * @param meanNorm mean Euclidean norm of a row
 * @param stdNorm  standard deviation of the norm over rows
 * @param maxAbs   greatest absolute value seen
 */
public record RowCalibration(double meanNorm, double stdNorm, double maxAbs) {}
