package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.Progress;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/** Scenes of the tiny world with poisoners of every strength. */
final class TinyScenes {
    static final TinyWorld WORLD = TinyWorld.get();
    static final OriginalFeatures PUBLIC = FeatureCache.compute(WORLD.networks, WORLD.publicImages, Progress.silent());
    static final AttackBudget BUDGET = AttackBudget.smoke();

    /** Lets everything through. */
    static final Poisoner IDENTITY = (originals, seed) -> PoisonedFeatures.of(originals.values());

    /** Gives the same row for every image. */
    static final Poisoner CONSTANT = changed((rows, noise) -> rows.mul(0).add(1));

    /** Adds to every channel the next one and turns the channels round: linear, place by place. */
    static final Poisoner MIXED_CHANNELS = changed((rows, noise) -> {
        NDArray next = NDArrays.concat(new NDList(rows.get(":, 1:"), rows.get(":, :1")), 1);
        return rows.add(next.mul(0.5)).neg().add(2);
    });

    /** Every channel has another scale and level. */
    static final Poisoner STRETCHED = changed((rows, noise) -> {
        int channels = Math.toIntExact(rows.getShape().get(1));
        NDArray scale = rows.getManager().arange(1f, channels + 1f).reshape(1, channels, 1, 1);
        return rows.mul(scale).add(scale);
    });

    private TinyScenes() {}

    /** Adds fresh noise of this standard deviation. */
    static Poisoner noise(float strength) {
        return changed((rows, noise) -> rows.add(noise.mul(strength)));
    }

    private static Poisoner changed(BinaryOperator<NDArray> change) {
        return (originals, seed) -> {
            SplittableRandom random = new SplittableRandom(seed);
            int[] all = IntStream.range(0, originals.rows()).toArray();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray rows = originals.batch(manager, all);
                float[] noise = new float[Math.toIntExact(rows.size())];
                for (int i = 0; i < noise.length; i++) {
                    noise[i] = (float) random.nextGaussian();
                }
                NDArray changed = change.apply(rows, manager.create(noise, rows.getShape()));
                return PoisonedFeatures.of(new FeatureRows.Builder(originals.shape(), ElementType.F16, originals.rows())
                        .append(changed, IntStream.of(all).map(originals::label).toArray())
                        .build());
            }
        };
    }

    /** A DPM as an entity trains it; the caller closes it. */
    static PrivateDpm dpm(DpmConfig config, long seed) throws DpmTrainingFailedException {
        return DpmTrainer.train(
                        config,
                        WORLD.networks,
                        WORLD.features,
                        WORLD.images,
                        WORLD.validation,
                        WORLD.validationImages,
                        seed,
                        Progress.silent())
                .dpm();
    }

    /** Attacks on the validation images; the victim's training images are its known pairs. */
    static AttackScene.Builder scene(Poisoner victim) {
        return AttackScene.of(
                        WORLD.networks,
                        WORLD.publicImages,
                        PUBLIC,
                        VictimRows.draw(victim, WORLD.validationImages, WORLD.validation, 1))
                .victim(victim)
                .pairs(VictimRows.draw(victim, WORLD.images, WORLD.features, 2));
    }

    static ReconstructionResult reconstruct(ReconstructionAttack attack, AttackScene scene) {
        return attack.run(scene, BUDGET, 1, Progress.silent());
    }
}
