package io.veilpool.coordinator.pool;

import io.veilpool.model.protocol.RowCalibration;

/**
 * How far rows may lie from the publishing entity's original features. Wide on purpose: a DPM may scale features, but rows
 * a hundred times as long or as short come from a mistake, and single huge values would wreck everybody's training.
 *
 * @param minMeanNorm least mean Euclidean norm of a contribution's rows
 * @param maxMeanNorm greatest mean norm
 * @param maxAbs      greatest absolute value of any element
 */
record RowBounds(double minMeanNorm, double maxMeanNorm, double maxAbs) {
    private static final double NORM_FACTOR = 100;
    private static final double VALUE_FACTOR = 1000;

    static RowBounds of(RowCalibration calibration) {
        return new RowBounds(
                calibration.meanNorm() / NORM_FACTOR,
                calibration.meanNorm() * NORM_FACTOR,
                calibration.maxAbs() * VALUE_FACTOR);
    }
}
