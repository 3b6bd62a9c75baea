package io.veilpool.model.protocol;

import java.util.List;

/**
 * What the coordinator's gate knows of original features. The publishing entity fits it on rows that it makes of its own images, protected
 * as the charter's profile says and not (docs/gate.md); it holds means over hundreds of rows and no row.
 *
 * @param channelMeans      of original features, one for each channel
 * @param channelDeviations standard deviations of the same values, above 0
 * @param weak              protections that do not count, no protection at all among them
 */
public record GateCalibration(List<Double> channelMeans, List<Double> channelDeviations, List<WeakProtection> weak) {
    /** Greatest number of weak protections. */
    public static final int MAX_WEAK = 32;

    /** Statistics of a whole row, beside one of each channel. */
    public static final int OF_ROW = 9;

    /** Number of statistics of a row of this shape, as {@code RowStatistics} lists them. */
    public static int statistics(FeatureShape shape) {
        return OF_ROW + shape.channels();
    }
}
