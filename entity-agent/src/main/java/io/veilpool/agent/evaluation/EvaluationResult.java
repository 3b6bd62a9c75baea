package io.veilpool.agent.evaluation;

import io.veilpool.agent.refinement.Choice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Final figures of one entity on test images. Accuracies in percent.
 *
 * @param preTraining     the published network on original features; null except for the entity that pre-trained
 * @param poolOnlyDecider the coordinator's decider; null if there is none yet
 * @param attributes      of each main attribute, by the decider that the entity keeps, or the published one; none for class folders
 * @param refinement      null if the entity has not refined yet
 */
public record EvaluationResult(
        String entity,
        int testImages,
        @Nullable Accuracy preTraining,
        Reconstruction reconstructor,
        @Nullable Poisoning poisoning,
        @Nullable Refinement refinement,
        @Nullable Double poolOnlyTop1,
        List<AttributeScores> attributes) {
    public EvaluationResult {
        attributes = List.copyOf(attributes);
    }

    /** Accuracies in percent. */
    public record Accuracy(double top1, double top5) {}

    /** The published reconstructor on original features. */
    public record Reconstruction(double l1, double ssim) {}

    /**
     * @param module          what the rows go through, weights aside
     * @param ssimNegative    SSIM of the negated reconstruction of the published reconstructor on poisoned features
     * @param insiderIndex    leakage index of the insider's attacker, 0 to 1
     * @param insiderSsim     mean SSIM of its reconstructions
     * @param controlSsim     mean SSIM of the same attacker on original features
     * @param priorSsim       SSIM of the best guess without features
     * @param insiderSteps    the attacker's training steps
     * @param insiderImages   images it trained on
     * @param insiderRetrieval percent of its reconstructions whose nearest test image is the right one
     * @param insiderScoredImages test images that the attack was scored on
     */
    public record Poisoning(
            String module,
            double top1Original,
            double top1Poisoned,
            double top5Original,
            double top5Poisoned,
            double l1Original,
            double l1Poisoned,
            double ssimOriginal,
            double ssimPoisoned,
            double ssimNegative,
            double relativeChange,
            double insiderIndex,
            double insiderIndexLow,
            double insiderIndexHigh,
            double insiderSsim,
            double insiderL1,
            double controlSsim,
            double controlL1,
            double priorSsim,
            double priorL1,
            int insiderSteps,
            int insiderImages,
            double insiderRetrieval,
            int insiderScoredImages) {}

    /**
     * @param images   own training images
     * @param poolGain with the pool minus the best choice without it (best on validation images), in points on test images
     * @param poolGainLow  lower end of its 95 percent interval, paired over test images
     * @param poolGainHigh upper end
     */
    public record Refinement(
            int images,
            double top1OwnDataOnly,
            double top1PublishedDecider,
            double top1PublishedRefined,
            double top1WithPool,
            Choice chosen,
            double top1Chosen,
            double poolGain,
            double poolGainLow,
            double poolGainHigh) {}
}
