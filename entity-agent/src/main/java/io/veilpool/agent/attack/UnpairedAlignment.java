package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.model.network.Network;
import java.util.List;

/**
 * Attack iv: the attacker has no pairs, but as many rows as were uploaded, with their labels, and public images of the same classes. It
 * looks for a map under which poisoned rows look like original ones, and reads the result with the decoder of original features:
 * correlation alignment (Sun et al. 2016), over all rows or class by class, and pseudo-pairs, in which each row takes the public image of
 * its class that the decider answers most like it.
 */
public final class UnpairedAlignment extends ReconstructionAttack {
    @Override
    public String name() {
        return "unpaired-alignment";
    }

    @Override
    public String knowledge() {
        return "the published networks, public images, and all of the victim's rows with their labels.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        int images = run.publicImages().size();
        int classes = run.networks().decider().architecture().output().values();
        FeatureDecoder decoder = run.baseline().decoder();
        return List.of(
                Candidate.of(
                        "coral",
                        "closed form",
                        run,
                        images,
                        0,
                        watch -> painter(
                                CorrelationAlignment.fit(run.rows(), run.scoredImages(), run.publicFeatures(), 1),
                                decoder)),
                Candidate.of(
                        "coral per class",
                        "closed form",
                        run,
                        images,
                        0,
                        watch -> painter(
                                CorrelationAlignment.fit(run.rows(), run.scoredImages(), run.publicFeatures(), classes),
                                decoder)),
                Candidate.of("pseudo-pairs", "closed form", run, images, 0, watch -> {
                    Network map = PseudoPairs.fit(run);
                    return MappedRows.painter(map, decoder);
                }));
    }

    private static Painter painter(CorrelationAlignment alignment, FeatureDecoder decoder) {
        return (rows, labels) -> {
            try (NDManager scope = NDManager.newBaseManager()) {
                NDArray aligned = alignment.apply(scope, rows, labels);
                NDArray painted = decoder.paint(aligned, false);
                painted.attach(rows.getManager());
                return painted;
            }
        };
    }
}
