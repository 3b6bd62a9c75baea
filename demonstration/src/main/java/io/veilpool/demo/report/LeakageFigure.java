package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import io.veilpool.model.policy.LeakageGrade;
import java.util.List;

/** The paper's score beside the insider's, per entity, each on its scale from 0 to 1. */
record LeakageFigure(List<Entity> entities, String budget, boolean belowGuess) {

    /**
     * Positions are shares of a scale from 0 to 1.
     *
     * @param paperAt SSIM of the published reconstructor on poisoned features, its size without the sign
     */
    record Entity(
            String name,
            String paper,
            String paperAt,
            String prior,
            String priorAt,
            String insiderSsim,
            String insiderSsimAt,
            String control,
            String controlAt,
            String index,
            String indexAt,
            String low,
            String lowAt,
            String high,
            String highAt,
            String grade,
            String reading,
            String negative,
            String retrieval) {}

    static LeakageFigure of(Result result) {
        List<Entity> entities =
                result.poisoning().stream().map(LeakageFigure::entity).toList();
        Result.Poisoning first =
                result.poisoning().isEmpty() ? null : result.poisoning().getFirst();
        String budget = first == null
                ? ""
                : Figures.count(first.insiderSteps()) + " training steps on " + Figures.count(first.insiderImages())
                        + " images that belong to nobody in the collaboration";
        boolean belowGuess = result.poisoning().stream().anyMatch(p -> Math.abs(p.ssimPoisoned()) < p.priorSsim());
        return new LeakageFigure(entities, budget, belowGuess);
    }

    private static Entity entity(Result.Poisoning p) {
        LeakageGrade grade = LeakageGrade.of(p.insiderIndexHigh());
        return new Entity(
                p.entity(),
                Figures.score(p.ssimPoisoned()),
                Figures.at(Math.abs(p.ssimPoisoned())),
                Figures.score(p.priorSsim()),
                Figures.at(p.priorSsim()),
                Figures.score(p.insiderSsim()),
                Figures.at(p.insiderSsim()),
                Figures.score(p.controlSsim()),
                Figures.at(p.controlSsim()),
                Figures.index(p.insiderIndex()),
                Figures.at(p.insiderIndex()),
                Figures.index(p.insiderIndexLow()),
                Figures.at(p.insiderIndexLow()),
                Figures.index(p.insiderIndexHigh()),
                Figures.at(p.insiderIndexHigh()),
                grade.name().toLowerCase(java.util.Locale.ROOT),
                grade.words(),
                Figures.score(p.ssimNegative()),
                "Of " + Figures.count(p.insiderScoredImages()) + " pictures that the insider rebuilt, "
                        + Figures.percent(p.insiderRetrieval()) + " % lie nearest to the very image they came from.");
    }
}
