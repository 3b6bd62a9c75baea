package io.veilpool.agent.attack;

import io.veilpool.model.tensor.LabelledFeatures;

/**
 * One attacker that can be tried.
 *
 * @param variant        candidates of one variant compete, the best of them counts
 * @param attacker       which of them it is
 * @param trainingImages images it trains on
 * @param steps          training steps, 0 for a closed form
 * @param target         rows of the scored images that it attacks
 * @param comparison     whether it stands beside the attack and never counts
 * @param onOriginals    whether it is trained on original features alone, so that its control need not be trained again
 * @param maker          makes it when its turn comes
 */
record Candidate(
        String variant,
        String attacker,
        int trainingImages,
        int steps,
        LabelledFeatures target,
        boolean comparison,
        boolean onOriginals,
        Maker maker) {
    @FunctionalInterface
    interface Maker {
        /** @return the caller closes it */
        Painter make(Watch watch);
    }

    /** Sees an attacker on its way. */
    @FunctionalInterface
    interface Watch {
        void reached(double part, Painter painter);
    }

    static Candidate of(String variant, String attacker, AttackRun run, int images, int steps, Maker maker) {
        return new Candidate(variant, attacker, images, steps, run.rows(), false, false, maker);
    }

    Candidate trainedOnOriginals() {
        return new Candidate(variant, attacker, trainingImages, steps, target, comparison, true, maker);
    }

    Candidate against(LabelledFeatures newTarget) {
        return new Candidate(variant, attacker, trainingImages, steps, newTarget, comparison, onOriginals, maker);
    }

    Candidate asComparison(LabelledFeatures newTarget) {
        return new Candidate(variant, attacker, trainingImages, steps, newTarget, true, onOriginals, maker);
    }

    boolean is(Candidate other) {
        return variant.equals(other.variant) && attacker.equals(other.attacker);
    }
}
