package io.veilpool.model.protocol;

import java.util.List;

/**
 * What the members of a collaboration agreed on. Every change is a new version that members accept.
 *
 * @param task             {@code classification}
 * @param classes          2 to 1,000 distinct names; their order gives the label indices
 * @param image            image size
 * @param backbone         name of a backbone family, for instance {@code small-resnet-32} or {@code resnet-50}
 * @param hookPoint        where the network is split, for instance {@code conv3_1} or {@code pooled}
 * @param publishingEntity name of the entity that pre-trains and publishes featurizer, decider and reconstructor
 * @param dpmFamilies      DPM architectures that are allowed
 * @param thresholds       limits of the agents' gate
 * @param rows             size limits of a contribution
 * @param rowTypes         element types allowed in shards: {@code F32}, {@code F16}, {@code I8}
 * @param profile          how strongly rows are protected
 * @param oversight        what is watched while the collaboration lasts
 */
public record Charter(
        String task,
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
        Oversight oversight) {}
