package io.veilpool.agent.attack;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import org.jspecify.annotations.Nullable;

/**
 * A victim's images with their rows, row i of image i.
 *
 * @param originals what the positive controls attack; no attack itself reads them
 * @param rows      as they were uploaded, noise included
 * @param partners  mean features of the other images of each row, which only some attackers know; null if there are none
 */
public record VictimRows(
        LabelledImages images,
        OriginalFeatures originals,
        PoisonedFeatures rows,
        @Nullable OriginalFeatures partners) {
    public VictimRows {
        if (originals.rows() != images.size() || rows.rows() != images.size()) {
            throw new IllegalArgumentException("needs one original and one poisoned row per image, got "
                    + images.size() + " images, " + originals.rows() + " original and " + rows.rows()
                    + " poisoned rows");
        }
    }

    /** Poisons the images once. */
    public static VictimRows draw(
            Poisoner poisoner, LabelledImages images, OriginalFeatures originals, long noiseSeed) {
        return new VictimRows(
                images,
                originals,
                poisoner.poison(originals, noiseSeed),
                poisoner.imagesPerRow() > 1 ? poisoner.partners(originals, noiseSeed) : null);
    }
}
