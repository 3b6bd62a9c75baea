package io.veilpool.agent.attack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attack rebuilt.
 *
 * @param best            the attacker that was best on the first half of the images, on the second half
 * @param series          every variant of the attack (for instance every number of known pairs), each with its best attacker
 * @param comparisons     attacks beside the point, for instance on the attacker's own surrogates; never the headline
 * @param curve           leakage of {@code best} on the first half against the part of its training; empty if nobody watched it
 * @param converged       whether more steps would hardly help: it is a closed form, or the last doubling of the steps was seen to raise
 *     the index by less than .02
 * @param positiveControl leakage index of the same attack on original features, 1 being the attacker trained on them
 * @param negativeControl leakage index of the pictures held against the wrong originals
 */
public record ReconstructionResult(
        String attack,
        String knowledge,
        long seed,
        AttackFigures best,
        List<AttackFigures> series,
        List<AttackFigures> comparisons,
        List<CurvePoint> curve,
        boolean converged,
        double positiveControl,
        boolean controlHolds,
        double negativeControl,
        @Nullable String failure)
        implements AttackResult {
    public ReconstructionResult {
        series = List.copyOf(series);
        comparisons = List.copyOf(comparisons);
        curve = List.copyOf(curve);
    }

    /**
     * @param part  of the budget, in (0, 1]
     * @param index leakage index on the first half of the images
     */
    public record CurvePoint(double part, double index) {}

    @Override
    public double leakage() {
        return best.index().value();
    }

    @Override
    public double low() {
        return best.index().low();
    }

    @Override
    public double high() {
        return best.index().high();
    }
}
