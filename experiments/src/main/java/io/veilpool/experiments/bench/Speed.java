package io.veilpool.experiments.bench;

import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.experiment.Section;
import java.util.ArrayList;
import java.util.List;

/** Names of the bench's figures, and how they stand on the page. */
public final class Speed implements Section {
    /** The only variant. */
    public static final String VARIANT = "all";

    static final String FEATURIZE = "featurize";
    static final String POISON = "featurize and poison";
    static final String DECIDE = "decide";
    static final String DPM_STEP = "DPM step";
    static final String REFINEMENT = "refinement step";
    static final String PRE_TRAINING = "pre-training step";
    static final String ATTACK = "attacker's step";

    static final String SGEMM = "sgemm GFLOP/s";
    static final String READING = "reading images/s";
    static final String GROWTH = "memory growth over rows and images";
    static final String ARRAYS = "arrays more in the engine";

    private static final List<String> WORKS =
            List.of(FEATURIZE, POISON, DECIDE, DPM_STEP, REFINEMENT, PRE_TRAINING, ATTACK);

    static String share(String work) {
        return work + ", percent of sgemm";
    }

    static String rate(String work) {
        return work + ", images/s";
    }

    static String overReading(String work) {
        return work + ", over reading";
    }

    /** @param kind F16, I8 or JPEG */
    static String bytes(String kind) {
        return kind + " bytes per image";
    }

    static String bytesRatio(String kind, String of) {
        return kind + " bytes over " + of;
    }

    static String peak(int images) {
        return "peak MiB with " + images + " images";
    }

    static String now(int images) {
        return "MiB after " + images + " images";
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String title() {
        return "Speed and size of the steps";
    }

    @Override
    public String reading() {
        return "Shares are of what the machine's matrix product (sgemm) reaches through the same library, measured before and after each"
                + " piece of work in every round; medians over rounds. Arithmetic is that of convolutions and linear layers: a step of a"
                + " trained network counts three forward passes, gradients through a frozen one two. Rates are over those of reading and"
                + " decoding the same images as JPEG files from a zip. Bytes are those of uploaded shards, headers and labels included."
                + " Memory growth is what the peak of featurizing and poisoning grows with each image, over the bytes of its rows: 0 says"
                + " that it is flat, 1 that the rows stay in memory. Counted is memory that the system cannot drop; rows lie in files, as"
                + " when an agent computes them for its cache and to publish, one image a row. Images are not in it: an agent holds its own as"
                + " bytes, three for each pixel, and so does a training what it mixes.";
    }

    @Override
    public boolean alwaysShown() {
        return false;
    }

    @Override
    public List<Comparison> rows() {
        List<Comparison> rows = new ArrayList<>();
        WORKS.forEach(work -> rows.add(row(share(work), 0)));
        WORKS.forEach(work -> rows.add(row(overReading(work), 2)));
        rows.add(row(bytesRatio("F16", "float32"), 3));
        rows.add(row(bytesRatio("I8", "float32"), 3));
        rows.add(row(bytesRatio("F16", "JPEG"), 1));
        rows.add(row(bytesRatio("I8", "JPEG"), 1));
        rows.add(row(GROWTH, 2));
        rows.add(row(ARRAYS, 0));
        return rows;
    }

    private static Comparison row(String figure, int decimals) {
        return new Comparison(figure, VARIANT, figure, Double.NaN, decimals);
    }

    static List<String> works() {
        return WORKS;
    }
}
