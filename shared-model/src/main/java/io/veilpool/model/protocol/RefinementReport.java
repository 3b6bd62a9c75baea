package io.veilpool.model.protocol;

import java.util.UUID;

/**
 * What an entity may report of its refinement; accuracies in percent of its own validation images and the held-back rows together.
 *
 * @param heldBackRows         pooled rows of classes that the validation images lack, at least 0; judged by, not trained on
 * @param top1OwnDataOnly      decider from scratch on own original features
 * @param top1PublishedDecider the published decider as it is
 * @param top1PublishedRefined the published decider refined on own original features
 * @param top1WithPool         the same start, steps and schedule, with the pool
 * @param chosen               {@code OWN_DATA_ONLY}, {@code PUBLISHED_DECIDER}, {@code PUBLISHED_REFINED} or {@code WITH_POOL}
 * @param poolGain             top1WithPool minus the best choice without the pool, in points
 * @param poolGainLow          lower end of its 95 percent interval (paired over images and rows)
 * @param poolGainHigh         upper end
 * @param ownImagesGain        poolGain on own validation images alone
 */
public record RefinementReport(
        UUID snapshot,
        int images,
        int validationImages,
        int heldBackRows,
        double top1OwnDataOnly,
        double top1PublishedDecider,
        double top1PublishedRefined,
        double top1WithPool,
        String chosen,
        double poolGain,
        double poolGainLow,
        double poolGainHigh,
        double ownImagesGain) {}
