package io.veilpool.agent.leakage;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.attack.AttackTally;
import io.veilpool.model.metric.ImageReadings;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;

/** Collects what an insider rebuilt, and its control beside it, batch after batch. */
final class InsiderTally {
    private final AttackTally control = new AttackTally();
    private final AttackTally insider = new AttackTally();

    /** All (N, C, H, W) in [0, 1]; not kept. */
    void add(NDArray images, NDArray byControl, NDArray byInsider) {
        control.add(images, byControl);
        insider.add(images, byInsider);
    }

    ImageReadings controlReadings() {
        return control.readings();
    }

    ImageReadings insiderReadings() {
        return insider.readings();
    }

    /** @param trainingImages in words */
    InsiderTrial trial(ProbeConfig config, Attackers attackers, String trainingImages, ImageReadings prior) {
        String knowledge = "the published networks, " + trainingImages + " and ";
        return new InsiderTrial(
                score(control, LeakageFindings.CONTROL, knowledge + "original features", config, attackers, prior),
                score(insider, AttackScore.INSIDER, knowledge + "the DPM itself", config, attackers, prior));
    }

    private AttackScore score(
            AttackTally tally,
            String attack,
            String knowledge,
            ProbeConfig config,
            Attackers attackers,
            ImageReadings prior) {
        return tally.score(
                attack,
                knowledge,
                attackers.trainingImages(),
                config.steps(),
                attackers.seed(),
                prior,
                control.readings(),
                config.resamples());
    }
}
