package io.veilpool.agent.poisoning;

import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.LabelledFeatures;
import java.util.Arrays;

/** Distribution of the values of each channel, as quantiles over the first rows of a set. */
final class Marginals {
    private static final int QUANTILES = 512;
    private static final int MOST_ROWS = 1_000;
    private static final int CELLS = 1_024;

    private final int places;
    private final Channel[] channels;

    private Marginals(int places, Channel[] channels) {
        this.places = places;
        this.channels = channels;
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
        return new Marginals(places, Arrays.stream(values).map(Channel::of).toArray(Channel[]::new));
    }

    /**
     * Moves every value to where it stands in the other distribution of its channel; order within a channel stays.
     *
     * @param rows whole rows one behind another, changed in place
     */
    void moveTo(Marginals other, float[] rows) {
        for (int from = 0; from < rows.length; from += places) {
            int channel = from / places % channels.length;
            channels[channel].moveTo(other.channels[channel], rows, from, from + places);
        }
    }

    /** Quantiles of one channel, and for every cell of an even grid between its ends the first of them that lies in it or behind. */
    private static final class Channel {
        private final float[] quantiles;
        private final float lowest;
        private final float cellsPerUnit;
        private final int[] firstOfCell = new int[CELLS + 1];

        private Channel(float[] quantiles) {
            this.quantiles = quantiles;
            this.lowest = quantiles[0];
            float range = quantiles[QUANTILES - 1] - lowest;
            this.cellsPerUnit = range < Float.MIN_NORMAL ? 0 : CELLS / range;
            int quantile = 0;
            for (int cell = 0; cell <= CELLS; cell++) {
                while (quantile < QUANTILES - 1 && cell(quantiles[quantile]) < cell) {
                    quantile++;
                }
                firstOfCell[cell] = quantile;
            }
        }

        /** @param values of the channel; sorted here */
        static Channel of(float[] values) {
            Arrays.sort(values);
            float[] quantiles = new float[QUANTILES];
            for (int q = 0; q < QUANTILES; q++) {
                quantiles[q] = values[(int) ((long) q * (values.length - 1) / (QUANTILES - 1))];
            }
            return new Channel(quantiles);
        }

        private int cell(float value) {
            return Math.min(CELLS, (int) ((value - lowest) * cellsPerUnit));
        }

        void moveTo(Channel other, float[] values, int start, int end) {
            for (int i = start; i < end; i++) {
                values[i] = moved(other, values[i]);
            }
        }

        /** Beyond the ends the distance to the end is kept above and given up below, where features have their floor. */
        private float moved(Channel other, float value) {
            float[] to = other.quantiles;
            if (value <= lowest) {
                return to[0];
            }
            float highest = quantiles[QUANTILES - 1];
            if (!(value <= highest)) {
                return to[QUANTILES - 1] + value - highest;
            }
            int above = firstOfCell[cell(value)];
            while (quantiles[above] < value) {
                above++;
            }
            float width = quantiles[above] - quantiles[above - 1];
            float part = width < Float.MIN_NORMAL ? 0 : (value - quantiles[above - 1]) / width;
            return to[above - 1] + part * (to[above] - to[above - 1]);
        }
    }
}
