package io.veilpool.agent.attack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attack recognised without rebuilding anything.
 *
 * @param attacker        which of the attackers was best on the first half of the images
 * @param images          images of the second half, which the figures are of
 * @param rate            percent that the attacker got right
 * @param chance          percent that somebody without the rows gets right
 * @param leakage         {@code (rate - chance) / (100 - chance)}, at least 0
 * @param low             of the Wilson interval of the rate, in the same way
 * @param high            its upper end
 * @param series          every attacker with its rate on the second half
 * @param positiveControl {@code leakage} of the same attack on original features
 * @param negativeControl {@code leakage} of rows that belong to other images
 */
public record RecognitionResult(
        String attack,
        String knowledge,
        long seed,
        String attacker,
        int images,
        double rate,
        double chance,
        double leakage,
        double low,
        double high,
        List<Rate> series,
        double positiveControl,
        boolean controlHolds,
        double negativeControl,
        @Nullable String failure)
        implements AttackResult {
    public RecognitionResult {
        series = List.copyOf(series);
    }

    /**
     * @param attacker which one
     * @param percent  that it got right on the second half
     */
    public record Rate(String attacker, double percent) {}
}
