package io.veilpool.agent.leakage;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured about a DPM on images it was not trained on: the figures of
 * {@link io.veilpool.model.protocol.LeakageReport}.
 *
 * @param images                images that were held back: accuracies and change are over these
 * @param scoredImages          the first so many of them, which attacks were scored on
 * @param top1Original          published decider on original features, percent
 * @param top1Poisoned          the same on poisoned features
 * @param relativeChange        mean of ||z' - z|| / ||z||
 * @param priorSsim             SSIM of the best guess without features
 * @param priorL1               L1 of that guess
 * @param control               the insider's attacker on original features: shows that the attacker works
 * @param reconstructorOnOriginal  the published reconstructor on original features
 * @param scores                attacks on poisoned features: {@code published-reconstructor}, {@code insider}
 * @param insiderTrials         the insider of {@code scores} again, from other seeds
 * @param onTrainingImages      the insider of {@code scores} on images that the DPM was trained on; null if it was not scored there
 * @param attackEffort          what the attack library could spend
 * @param attacks               what it got; empty if it was not run
 * @param insiderPerImage       leakage index of single images under the insider, in [0, 1], in the order of the scored ones; it stays here
 * @param insiderTop1Retrieval  share of the insider's reconstructions, percent, whose nearest image among the held back ones is the
 *     right one
 * @param attackerImagesPublic  whether the attackers had public images; otherwise they trained on the entity's own
 * @param notRun                attacks that were not run, and why
 * @param residualRisk          in plain words
 */
public record LeakageFindings(
        int images,
        int scoredImages,
        double top1Original,
        double top1Poisoned,
        double top5Original,
        double top5Poisoned,
        double relativeChange,
        double priorSsim,
        double priorL1,
        AttackScore control,
        AttackScore reconstructorOnOriginal,
        List<AttackScore> scores,
        List<InsiderTrial> insiderTrials,
        @Nullable InsiderTrial onTrainingImages,
        AttackEffort attackEffort,
        List<AttackOutcome> attacks,
        List<Double> insiderPerImage,
        double insiderTop1Retrieval,
        boolean attackerImagesPublic,
        List<String> notRun,
        String residualRisk) {
    /** Name of the insider's attacker on original features. */
    public static final String CONTROL = "control";

    public LeakageFindings {
        scores = List.copyOf(scores);
        insiderTrials = List.copyOf(insiderTrials);
        attacks = List.copyOf(attacks);
        insiderPerImage = List.copyOf(insiderPerImage);
        notRun = List.copyOf(notRun);
    }

    /** The same with what insiders of other seeds got, the insider on training images, and what the attack library found. */
    public LeakageFindings with(
            List<InsiderTrial> trials, @Nullable InsiderTrial trained, AttackSuite.Findings library) {
        return new LeakageFindings(
                images,
                scoredImages,
                top1Original,
                top1Poisoned,
                top5Original,
                top5Poisoned,
                relativeChange,
                priorSsim,
                priorL1,
                control,
                reconstructorOnOriginal,
                scores,
                trials,
                trained,
                library.effort(),
                library.outcomes(),
                insiderPerImage,
                insiderTop1Retrieval,
                attackerImagesPublic,
                library.notRun(),
                residualRisk
                        + ResidualRisk.ofTheSeeds(score(AttackScore.INSIDER), trials)
                        + ResidualRisk.ofTheLibrary(library.effort(), library.outcomes()));
    }

    /** @throws IllegalArgumentException if that attack was not run */
    public AttackScore score(String attack) {
        return scores.stream()
                .filter(s -> s.attack().equals(attack))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attack '" + attack + "' was not run"));
    }
}
