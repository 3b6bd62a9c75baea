package io.veilpool.model.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a collaboration agreed on. Every change is a new version that members accept.
 *
 * @param task             {@code classification} of images in class folders, or {@value AttributeTask#TASK}
 * @param classes          2 to 1,000 distinct names; their order gives the label indices
 * @param attributes       which columns give the classes, and which are sensitive; null for class folders
 * @param image            image size
 * @param backbone         name of a backbone family, for instance {@code small-resnet-32} or {@code resnet-50}
 * @param hookPoint        where the network is split, for instance {@code conv3_1} or {@code pooled}
 * @param publishingEntity name of the entity that pre-trains and publishes featurizer, decider and reconstructor
 * @param method           how rows are protected: {@value #DEEP_POISONING}, or another method that the members' agents have
 * @param dpmFamilies      DPM architectures that are allowed; of no meaning to methods without a DPM
 * @param thresholds       limits of the agents' gate
 * @param rows             size limits of a contribution
 * @param rowTypes         element types allowed in shards: {@code F32}, {@code F16}, {@code I8}
 * @param profile          how strongly rows are protected
 * @param oversight        what is watched while the collaboration lasts
 */
public record Charter(
        String task,
        List<String> classes,
        @Nullable AttributeTask attributes,
        ImageSpec image,
        String backbone,
        String hookPoint,
        String publishingEntity,
        String method,
        List<DpmFamily> dpmFamilies,
        Thresholds thresholds,
        RowLimits rows,
        List<String> rowTypes,
        PoisoningProfile profile,
        Oversight oversight) {
    /** The method of Deep Poisoning, the default. */
    public static final String DEEP_POISONING = "deep-poisoning";

    /** Of class folders, under Deep Poisoning. */
    public Charter(
            List<String> classes,
            ImageSpec image,
            String backbone,
            String hookPoint,
            String publishingEntity,
            List<DpmFamily> dpmFamilies,
            Thresholds thresholds,
            RowLimits rows,
            List<String> rowTypes,
            PoisoningProfile profile,
            Oversight oversight) {
        this(
                "classification",
                classes,
                null,
                image,
                backbone,
                hookPoint,
                publishingEntity,
                DEEP_POISONING,
                dpmFamilies,
                thresholds,
                rows,
                rowTypes,
                profile,
                oversight);
    }
}
