package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.LabelledFeatures;

record FixedRows(LabelledFeatures rows, LabelledImages images) implements TrainingSet {
    @Override
    public int size() {
        return images.size();
    }

    @Override
    public FeatureShape shape() {
        return rows.shape();
    }

    @Override
    public ImageSpec image() {
        return images.spec();
    }

    @Override
    public NDArray rows(NDManager manager, int[] index) {
        return rows.batch(manager, index);
    }

    @Override
    public NDArray images(NDManager manager, int[] index) {
        return images.batch(manager, index);
    }
}
