package io.veilpool.agent.protection.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;

/** The mean of all images: the guess of somebody who has no features, against which an inverter is measured. */
record MeanPicture(HostTensor picture) {
    static MeanPicture of(LabelledImages images) {
        ImageSpec spec = images.spec();
        long[] sums = new long[spec.values()];
        byte[] pixels = new byte[spec.values()];
        for (int i = 0; i < images.size(); i++) {
            images.pixels(i, pixels);
            for (int p = 0; p < sums.length; p++) {
                sums[p] += Byte.toUnsignedInt(pixels[p]);
            }
        }
        float[] mean = new float[sums.length];
        for (int p = 0; p < mean.length; p++) {
            mean[p] = (float) (sums[p] / (255.0 * images.size()));
        }
        return new MeanPicture(HostTensor.of(mean, 1, spec.channels(), spec.height(), spec.width()));
    }

    /** The picture (n, C, H, W), as often as there are images in {@code like}; owned by its manager. */
    NDArray times(NDArray like) {
        NDManager manager = like.getManager();
        return Scalars.owned(picture.copyTo(manager))
                .repeat(0, like.getShape().get(0))
                .reshape(like.getShape());
    }
}
