package io.veilpool.agent.attack;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.ReconstructorSpec;
import io.veilpool.model.architecture.ReconstructorSpec.Normalisation;
import io.veilpool.model.architecture.ReconstructorSpec.Type;
import io.veilpool.model.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Attack i: reconstructors that the DPM was not trained against, trained on original features alone (Deep Poisoning, section 4.2.2). Five
 * of the paper's family, which cover every axis of it, and our own attackers' decoder.
 */
public final class UnseenReconstructors extends ReconstructionAttack {
    /** Part of the steps that each of the paper's reconstructors gets: they run at full resolution and cost several times more. */
    private static final int STEPS_DIVISOR = 4;

    private static final List<ReconstructorSpec> PAPERS = List.of(
            new ReconstructorSpec(Type.PLAIN, 1, 2, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.PLAIN, 2, 4, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.RESIDUAL, 1, 2, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.RESIDUAL, 2, 2, Normalisation.MIN_MAX),
            new ReconstructorSpec(Type.PLAIN, 2, 2, Normalisation.CLAMP));

    private final List<ReconstructorSpec> reconstructors;

    public UnseenReconstructors() {
        this(PAPERS);
    }

    private UnseenReconstructors(List<ReconstructorSpec> reconstructors) {
        this.reconstructors = reconstructors;
    }

    /** Only our own attackers' decoder: the one whose figures on unprotected features count as 1. */
    public static UnseenReconstructors decoderAlone() {
        return new UnseenReconstructors(List.of());
    }

    @Override
    public String name() {
        return "unseen-reconstructors";
    }

    @Override
    public String knowledge() {
        return "the published networks and public images.";
    }

    @Override
    List<Candidate> candidates(AttackRun run) {
        List<Candidate> candidates = new ArrayList<>();
        int images = run.publicImages().size();
        candidates.add(Candidate.of(
                        "decoder",
                        "decoder",
                        run,
                        images,
                        run.budget().steps(),
                        watch -> Painter.borrowing(run.baseline().decoder()))
                .trainedOnOriginals());
        SplittableRandom seeds = new SplittableRandom(run.seed());
        int steps = Math.max(1, run.budget().steps() / STEPS_DIVISOR);
        for (ReconstructorSpec spec : reconstructors) {
            long seed = seeds.nextLong();
            candidates.add(Candidate.of(name(spec), name(spec), run, images, steps, watch -> {
                        Architecture architecture = spec.architecture(
                                run.rows().shape(), run.publicImages().spec());
                        ReconstructorDecoder decoder = new ReconstructorDecoder(Network.random(architecture, seed));
                        TrainingSet set = TrainingSet.of(run.publicFeatures(), run.publicImages());
                        run.train("unseen reconstructor " + name(spec), decoder, set, steps, seed, watch);
                        return Painter.of(decoder);
                    })
                    .trainedOnOriginals());
        }
        return candidates;
    }

    /** As the paper writes them, for instance {@code r,2,2}. */
    private static String name(ReconstructorSpec spec) {
        String type = spec.type() == Type.PLAIN ? "p" : "r";
        String clamp = spec.normalisation() == Normalisation.CLAMP ? ",clamp" : "";
        return type + "," + spec.blocks() + "," + spec.factor() + clamp;
    }
}
