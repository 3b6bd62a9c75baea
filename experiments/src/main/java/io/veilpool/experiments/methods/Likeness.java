package io.veilpool.experiments.methods;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.attack.PictureWatch;
import io.veilpool.agent.attack.Retrieval;
import io.veilpool.agent.dataset.LabelledImages;
import java.util.Map;

/** Looks at rebuilt pictures with a {@link PersonNetwork}: how much they are like their person, and whether they give the image away. */
final class Likeness implements PictureWatch, AutoCloseable {
    private final PersonNetwork network;
    private final LabelledImages images;
    private final Retrieval retrieval = new Retrieval();
    private double own;
    private double others;
    private int seen;

    /** @param network stays open */
    Likeness(PersonNetwork network, LabelledImages images) {
        this.network = network;
        this.images = images;
    }

    @Override
    public void seen(String attacker, int[] index, NDArray pictures) {
        int count = index.length;
        NDArray originals = network.embeddings(images.batch(pictures.getManager(), index));
        NDArray rebuilt = network.embeddings(pictures);
        own += rebuilt.mul(originals).sum().getFloat();
        // The mean over all others of the batch: what a picture has in common with strangers.
        float all = rebuilt.matMul(originals.transpose()).sum().getFloat();
        others += count == 1 ? 0 : (all - rebuilt.mul(originals).sum().getFloat()) / (count - 1);
        retrieval.add(originals, rebuilt);
        seen += count;
    }

    /** Adds what was seen so far, and what the network's judgement is worth. */
    void put(Map<String, Double> figures) {
        figures.put("face similarity", own / seen);
        figures.put("face similarity of strangers", others / seen);
        figures.put("face retrieval", Retrieval.percentWithin(retrieval.ranks(), 1));
        double verified = network.verification(images);
        if (Double.isFinite(verified)) {
            figures.put("face verification AUC", verified);
        }
    }

    @Override
    public void close() {
        retrieval.close();
    }
}
