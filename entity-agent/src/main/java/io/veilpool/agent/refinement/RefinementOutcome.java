package io.veilpool.agent.refinement;

import io.veilpool.model.architecture.Architecture;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * The figures of {@link io.veilpool.model.protocol.RefinementReport}, accuracies in percent of own validation images and held-back rows.
 *
 * @param images       own training images
 * @param heldBackRows pooled rows, of classes that own validation images lack, which deciders were judged by and not trained on
 * @param pooledRows   of others, trained on
 * @param bestWithoutPool the best of the three without the pool
 * @param poolGain     with the pool minus the best choice without it, in points
 * @param poolGainLow  lower end of its 95 percent interval, paired over images
 * @param poolGainHigh upper end
 * @param ownImagesGain the same difference on own validation images alone
 * @param deciders     the four deciders on disk
 */
public record RefinementOutcome(
        int images,
        int validationImages,
        int heldBackRows,
        int pooledRows,
        double top1OwnDataOnly,
        double top1PublishedDecider,
        double top1PublishedRefined,
        double top1WithPool,
        Choice chosen,
        Choice bestWithoutPool,
        double poolGain,
        double poolGainLow,
        double poolGainHigh,
        double ownImagesGain,
        SortedMap<Choice, SavedDecider> deciders) {
    /**
     * A decider on disk.
     *
     * @param weights safetensors file
     */
    public record SavedDecider(Architecture architecture, Path weights) {}
}
