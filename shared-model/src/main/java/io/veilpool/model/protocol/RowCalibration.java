package io.veilpool.model.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Public statistics of original features of the publishing entity, against which rows of contributions are judged.
 *
 * @param meanNorm mean Euclidean norm of a row
 * @param stdNorm  standard deviation of the norm over rows
 * @param maxAbs   greatest absolute value seen
 * @param gate     how unprotected rows are told from protected ones; null: they are not, as where the publisher had too few images to say
 */
public record RowCalibration(
        double meanNorm,
        double stdNorm,
        double maxAbs,
        @Nullable GateCalibration gate) {}
