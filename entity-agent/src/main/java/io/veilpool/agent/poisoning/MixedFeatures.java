package io.veilpool.agent.poisoning;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.List;

/** Original features of which each row stands for one or several images of its class; see {@link Mixing}. */
public final class MixedFeatures {
    private final OriginalFeatures rows;
    private final List<int[]> sources;

    MixedFeatures(OriginalFeatures rows, List<int[]> sources) {
        this.rows = rows;
        this.sources = List.copyOf(sources);
    }

    /** What a DPM takes; still original features, which never leave. */
    public OriginalFeatures rows() {
        return rows;
    }

    /** Images behind every row. */
    public int imagesPerRow() {
        return sources.getFirst().length;
    }

    /** Index of the {@code j}-th image behind each of the rows, {@code j} in [0, imagesPerRow). */
    public int[] sources(int j) {
        return sources.stream().mapToInt(group -> group[j]).toArray();
    }

    /** The {@code j}-th image behind each row, row by row, out of the images whose features were mixed. */
    public LabelledImages images(LabelledImages all, int j) {
        return all.subset(sources(j));
    }
}
