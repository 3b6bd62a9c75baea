package io.veilpool.agent.protection.hybrid;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Scalars;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Moves embeddings against frozen adversaries: targeted steps along the signs of the gradient of
 * {@code mean_A CE(A(u + d), s') + beta CE(D(u + d), argmax D(u))}; more than one step begin at a random place within the bound, as
 * PGD does. Must not be called while gradients are collected.
 *
 * @param deviation (1, C, 1, 1), standard deviation of each channel of u
 * @param seed      of the drawn targets
 */
record Mover(EmbeddingConfig config, List<Network> adversaries, Network decider, HostTensor deviation, long seed) {
    private static final int PARTS = 4;

    /** u~ (N, C, H, W) without a graph, owned by the manager of {@code u}. */
    NDArray move(NDArray u) {
        try (NDManager scope = u.getManager().newSubManager(u.getDevice())) {
            NDArray start = u.duplicate();
            start.attach(scope);
            NDArray reach = Scalars.times(Scalars.owned(deviation.copyTo(scope)), config.size());
            long[] targets = new long[Math.toIntExact(u.getShape().get(0))];
            NDArray anywhere = drawn(start, targets);
            NDArray wanted =
                    scope.create(config.target() == EmbeddingConfig.Target.RANDOM ? targets : leastLikely(start));
            NDArray kept = decider.forward(start, false).argMax(1);
            int parts = config.steps() == 1 ? 1 : PARTS;
            NDArray at = config.steps() == 1 ? start : start.add(anywhere.mul(reach));
            for (int step = 0; step < config.steps(); step++) {
                NDArray moved = at.sub(gradient(at, wanted, kept).sign().mul(Scalars.over(reach, parts)));
                at = start.add(moved.sub(start).minimum(reach).maximum(reach.neg()));
            }
            at.attach(u.getManager());
            return at;
        }
    }

    /** The same with other targets and beginnings. */
    Mover withSeed(long newSeed) {
        return new Mover(config, adversaries, decider, deviation, newSeed);
    }

    private NDArray gradient(NDArray at, NDArray wanted, NDArray kept) {
        NDArray x = at.duplicate();
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = Scalars.times(ClassificationLoss.mean(decider.forward(x, false), kept), config.keep());
            for (Network adversary : adversaries) {
                NDArray one = ClassificationLoss.mean(adversary.forward(x, false), wanted);
                loss = loss.add(Scalars.over(one, adversaries.size()));
            }
            collector.backward(loss);
        }
        return x.getGradient();
    }

    private long[] leastLikely(NDArray u) {
        NDArray sum = adversaries.getFirst().forward(u, false).softmax(1);
        for (Network adversary : adversaries.subList(1, adversaries.size())) {
            sum = sum.add(adversary.forward(u, false).softmax(1));
        }
        return sum.neg().argMax(1).toLongArray();
    }

    /**
     * From the seed and the embedding itself, so that the same embedding goes the same way whenever it is asked for.
     *
     * @param targets filled with values of the attribute
     * @return even in [-1, 1), of the shape of {@code u}: where the steps begin
     */
    private NDArray drawn(NDArray u, long[] targets) {
        int values = adversaries.getFirst().architecture().output().channels();
        FloatBuffer numbers = FloatBuffer.wrap(u.toFloatArray());
        int width = numbers.remaining() / targets.length;
        float[] places = new float[numbers.remaining()];
        for (int i = 0; i < targets.length; i++) {
            int hash = numbers.slice(i * width, width).hashCode();
            SplittableRandom random = new SplittableRandom(seed ^ ((long) hash << 32 | hash & 0xFFFFFFFFL));
            targets[i] = random.nextInt(values);
            for (int k = 0; k < width; k++) {
                places[i * width + k] = 2 * random.nextFloat() - 1;
            }
        }
        return u.getManager().create(places, u.getShape());
    }
}
