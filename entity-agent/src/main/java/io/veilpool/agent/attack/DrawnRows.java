package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The same images under one or several poisoners, mixed evenly: every prefix has as many rows of each. Poisoners that draw noise draw it
 * anew for each pass, so that a decoder cannot learn one draw by heart.
 */
final class DrawnRows implements TrainingSet {
    private final List<RowDraw> draws;
    private final OriginalFeatures originals;
    private final LabelledImages images;
    private final SplittableRandom seeds;
    private final List<LabelledFeatures> drawn = new ArrayList<>();

    DrawnRows(List<RowDraw> draws, OriginalFeatures originals, LabelledImages images, long seed) {
        this.draws = List.copyOf(draws);
        this.originals = originals;
        this.images = images;
        this.seeds = new SplittableRandom(seed);
        for (RowDraw draw : this.draws) {
            drawn.add(draw.draw(originals, seeds.nextLong()));
        }
    }

    @Override
    public void begin(int pass) {
        for (int i = 0; pass > 0 && i < draws.size(); i++) {
            long seed = seeds.nextLong();
            if (!draws.get(i).fixed()) {
                drawn.set(i, draws.get(i).draw(originals, seed));
            }
        }
    }

    @Override
    public int size() {
        return draws.size() * images.size();
    }

    @Override
    public FeatureShape shape() {
        return drawn.getFirst().shape();
    }

    @Override
    public ImageSpec image() {
        return images.spec();
    }

    @Override
    public int[] order(int[] index) {
        int count = draws.size();
        return IntStream.range(0, count)
                .flatMap(draw -> IntStream.of(index).filter(i -> i % count == draw))
                .toArray();
    }

    @Override
    public NDArray rows(NDManager manager, int[] index) {
        if (draws.size() == 1) {
            return drawn.getFirst().batch(manager, index);
        }
        NDList parts = new NDList();
        for (int i = 0; i < draws.size(); i++) {
            int[] own = of(i, index);
            if (own.length > 0) {
                parts.add(drawn.get(i).batch(manager, own));
            }
        }
        return NDArrays.concat(parts);
    }

    @Override
    public NDArray images(NDManager manager, int[] index) {
        int count = draws.size();
        return images.batch(
                manager, IntStream.of(order(index)).map(i -> i / count).toArray());
    }

    /** Images that these indices name under one poisoner. */
    private int[] of(int draw, int[] index) {
        int count = draws.size();
        return IntStream.of(index)
                .filter(i -> i % count == draw)
                .map(i -> i / count)
                .toArray();
    }
}
