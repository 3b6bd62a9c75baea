package io.veilpool.agent.leakage;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.Progress;

/**
 * What an insider and its control train on before anything is drawn: made once, for as many seeds as attackers are trained from.
 *
 * @param images      of the attacker
 * @param original    their original features, row by row
 * @param unprotected the same, unless the featurizer protects: then features of the reference
 */
public record AttackerRows(LabelledImages images, OriginalFeatures original, OriginalFeatures unprotected) {
    /** @param attackerImages images the attacker has; at most {@code config.trainingImages()} are used */
    public static AttackerRows of(
            ProbeConfig config, PublishedNetworks networks, LabelledImages attackerImages, Progress progress) {
        LabelledImages images = attackerImages.first(config.trainingImages());
        OriginalFeatures original = FeatureCache.compute(networks, images, progress);
        return new AttackerRows(images, original, FeatureCache.unprotected(networks, images, original, progress));
    }
}
