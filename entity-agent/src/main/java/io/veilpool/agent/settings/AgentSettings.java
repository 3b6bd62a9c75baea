package io.veilpool.agent.settings;

import io.veilpool.agent.client.NetworkSettings;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.refinement.RefinementConfig;
import io.veilpool.agent.vault.VaultKey;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.tensor.ElementType;
import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an institution sets for its agent.
 *
 * @param label              names the agent in progress lines until it is enrolled: the settings file's name
 * @param operator           who runs the agent, by the name that officers are known by; nobody releases what is their own work
 * @param coordinator        address of the coordinator
 * @param data               the agent's own folder
 * @param images             own images: folder or zip of CLASS/IMAGE, or with attributes.csv, or IDX files
 * @param auxiliaryImages    public images that the leakage attackers train on; without them own training images are used
 * @param validationFraction part of the own images that nothing is trained on, in (0, 0.5]; see {@link #validationFraction(int)}
 * @param seed               from which every step derives its own, and which images share a row: a secret, so without one the agent draws it
 * @param rowType            element type of poisoned rows
 * @param attacks            what the attack library may spend on the DPM, beside the probe of {@code leakage}
 * @param reportRefinement   whether the refinement's figures are sent to the coordinator
 */
public record AgentSettings(
        String label,
        @Nullable String operator,
        URI coordinator,
        Path data,
        Path images,
        @Nullable Path auxiliaryImages,
        OptionalDouble validationFraction,
        OptionalLong seed,
        Compute compute,
        VaultKey vault,
        NetworkSettings network,
        Uploads uploads,
        ElementType rowType,
        boolean reportRefinement,
        PreTrainingConfig preTraining,
        DpmConfig dpm,
        ProbeConfig leakage,
        AttackEffort attacks,
        RefinementConfig refinement) {
    private static final double USUAL_VALIDATION = 0.1;
    private static final double GREATEST_VALIDATION = 1.0 / 3;
    /** Fewer say too little about which decider is better: of 60 images a difference of ten points can be chance. */
    private static final double LEAST_VALIDATION_IMAGES = 200;

    /** What was set; otherwise a tenth, of small sets as much as makes 200 images, but at most a third. */
    public double validationFraction(int images) {
        return validationFraction.orElse(
                Math.max(USUAL_VALIDATION, Math.min(GREATEST_VALIDATION, LEAST_VALIDATION_IMAGES / images)));
    }

    /**
     * @param threads     threads inside one operation
     * @param turnsFolder folder of lock files by which agents on one machine take turns; null = no turns
     * @param turns       how many may compute at a time; pre-training takes all turns, and {@code threads} threads for each
     */
    public record Compute(int threads, @Nullable Path turnsFolder, int turns) {}

    /**
     * @param shardBytes greatest size of a file of poisoned rows
     * @param partBytes  size of one part of an upload, 5 MiB to 64 MiB
     */
    public record Uploads(long shardBytes, long partBytes) {}
}
