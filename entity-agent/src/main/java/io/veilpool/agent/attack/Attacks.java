package io.veilpool.agent.attack;

import java.util.ArrayList;
import java.util.List;

/** The attacks of an audit. */
public final class Attacks {
    private Attacks() {}

    /**
     * Every attack for which the scene has what the attacker must know, the strongest first. Where the featurizer itself protects, everybody who
     * has the release is an insider, and attacks by way of unprotected features lead nowhere. {@link Linkage} and
     * {@link AttributeInference} need more than a scene and are not among them.
     */
    public static List<Attack> on(AttackScene scene) {
        List<Attack> attacks = new ArrayList<>();
        if (scene.victim() != null) {
            attacks.add(new Insider());
            if (scene.victim().imagesPerRow() > 1) {
                attacks.add(new SeparatingInsider());
                attacks.add(new InformedPartner());
            }
        }
        if (scene.protectsInFeaturizer()) {
            attacks.add(new Reidentification());
            return List.copyOf(attacks);
        }
        if (scene.pairs() != null) {
            attacks.add(new KnownPairs());
        }
        if (!scene.surrogates().isEmpty()) {
            attacks.add(new SurrogateDpms());
        }
        attacks.add(new UnpairedAlignment());
        attacks.add(new RobustReconstructor());
        attacks.add(new UnseenReconstructors());
        attacks.add(new Optimisation());
        attacks.add(new Reidentification());
        return List.copyOf(attacks);
    }
}
