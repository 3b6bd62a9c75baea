package io.veilpool.agent.leakage;

import io.veilpool.agent.attack.AttackFigures;
import io.veilpool.agent.attack.AttackResult;
import io.veilpool.agent.attack.RecognitionResult;
import io.veilpool.agent.attack.ReconstructionResult;
import io.veilpool.model.protocol.AttackOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts results of the attack library into the words of the protocol. Which images were worst stays behind. */
final class AttackOutcomes {
    private static final String PUBLIC = "public images";
    private static final String OWN = "the entity's own training images";

    private AttackOutcomes() {}

    /** @param publicImages whether the attackers had public images; otherwise they had the entity's own */
    static AttackOutcome of(AttackResult result, boolean publicImages) {
        return switch (result) {
            case ReconstructionResult rebuilt ->
                of(
                        rebuilt,
                        publicImages,
                        rebuilt.best().variant() + ", " + rebuilt.best().attacker(),
                        rebuilt.best().images(),
                        reconstruction(rebuilt),
                        rebuilt.series().stream().map(AttackOutcomes::variant).toList());
            case RecognitionResult recognised ->
                of(recognised, publicImages, recognised.attacker(), recognised.images(), null, List.of());
        };
    }

    private static AttackOutcome of(
            AttackResult result,
            boolean publicImages,
            String attacker,
            int images,
            AttackOutcome.@Nullable Reconstruction reconstruction,
            List<AttackOutcome.Variant> variants) {
        return new AttackOutcome(
                result.attack(),
                publicImages ? result.knowledge() : result.knowledge().replace(PUBLIC, OWN),
                attacker,
                Long.toString(result.seed()),
                images,
                result.leakage(),
                result.low(),
                result.high(),
                result.positiveControl(),
                result.negativeControl(),
                result.failure(),
                reconstruction,
                variants);
    }

    private static AttackOutcome.Reconstruction reconstruction(ReconstructionResult result) {
        AttackFigures best = result.best();
        AttackFigures.Spread spread = best.spread();
        return new AttackOutcome.Reconstruction(
                result.converged(),
                best.ssim(),
                best.ssimNegative(),
                best.l1(),
                best.psnr(),
                best.top1Retrieval(),
                spread.p50(),
                spread.p90(),
                spread.p95(),
                spread.p99(),
                spread.max());
    }

    private static AttackOutcome.Variant variant(AttackFigures figures) {
        return new AttackOutcome.Variant(
                figures.variant(),
                figures.attacker(),
                figures.trainingImages(),
                figures.steps(),
                figures.index().value(),
                figures.index().low(),
                figures.index().high());
    }
}
