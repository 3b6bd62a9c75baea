package io.veilpool.agent.poisoning;

import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.Arrays;

/** Distribution of the values of each channel, as quantiles over the first rows of a set. */
final class Marginals {
    private static final int QUANTILES = 512;
    private static final int MOST_ROWS = 1_000;

    private final int places;
    private final float[][] quantiles;

    private Marginals(int places, float[][] quantiles) {
        this.places = places;
        this.quantiles = quantiles;
    }

    static Marginals of(LabelledFeatures features) {
        FeatureShape shape = features.shape();
        int places = shape.height() * shape.width();
        int rows = Math.min(MOST_ROWS, features.rows());
        float[][] values = new float[shape.channels()][rows * places];
        float[] row = new float[shape.values()];
        for (int i = 0; i < rows; i++) {
            features.copyRow(i, row);
            for (int c = 0; c < values.length; c++) {
                System.arraycopy(row, c * places, values[c], i * places, places);
            }
        }
        float[][] quantiles = new float[values.length][QUANTILES];
        for (int c = 0; c < values.length; c++) {
            Arrays.sort(values[c]);
            for (int q = 0; q < QUANTILES; q++) {
                quantiles[c][q] = values[c][(int) ((long) q * (values[c].length - 1) / (QUANTILES - 1))];
            }
        }
        return new Marginals(places, quantiles);
    }

    /**
     * Moves every value to where it stands in the other distribution of its channel; order within a channel stays.
     *
     * @param rows whole rows one behind another, changed in place
     */
    void moveTo(Marginals other, float[] rows) {
        for (int i = 0; i < rows.length; i++) {
            int channel = i / places % quantiles.length;
            rows[i] = moved(quantiles[channel], other.quantiles[channel], rows[i]);
        }
    }

    /** Beyond the ends the distance to the end is kept above and given up below, where features have their floor. */
    private static float moved(float[] from, float[] to, float value) {
        int found = Arrays.binarySearch(from, value);
        int above = found >= 0 ? found : -found - 1;
        if (above == 0) {
            return to[0];
        }
        if (above == QUANTILES) {
            return to[QUANTILES - 1] + value - from[QUANTILES - 1];
        }
        float width = from[above] - from[above - 1];
        float part = width < Float.MIN_NORMAL ? 0 : (value - from[above - 1]) / width;
        return to[above - 1] + part * (to[above] - to[above - 1]);
    }
}
