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
 * {@code mean_A CE(A(u + d), s')}; more than one step begin at a random place within the bound, as PGD does. Then a few steps bring the
 * decider's logits back to where they were. Must not be called while gradients are collected.
 *
 * @param deviation (1, C, 1, 1), standard deviation of each channel of u
 * @param seed      of the drawn targets
 */
record Mover(EmbeddingConfig config, List<Network> adversaries, Network decider, HostTensor deviation, long seed) {
    private static final int PARTS = 4;
    private static final double LEAST = 1e-12;

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
            NDArray kept = decider.forward(start, false);
            int parts = config.steps() == 1 ? 1 : PARTS;
            NDArray at = config.steps() == 1 ? start : start.add(anywhere.mul(reach));
            for (int step = 0; step < config.steps(); step++) {
                NDArray moved = at.sub(gradient(at, wanted).sign().mul(Scalars.over(reach, parts)));
                at = within(reach, start, moved);
            }
            for (int step = 0; step < config.settling(); step++) {
                at = within(reach, start, settled(at, kept));
            }
            at.attach(u.getManager());
            return at;
        }
    }

    /** The same with other targets and beginnings. */
    Mover withSeed(long newSeed) {
        return new Mover(config, adversaries, decider, deviation, newSeed);
    }

    private static NDArray within(NDArray reach, NDArray start, NDArray moved) {
        return start.add(moved.sub(start).minimum(reach).maximum(reach.neg()));
    }

    private NDArray gradient(NDArray at, NDArray wanted) {
        NDArray x = at.duplicate();
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = ClassificationLoss.mean(adversaries.getFirst().forward(x, false), wanted);
            for (Network adversary : adversaries.subList(1, adversaries.size())) {
                loss = loss.add(ClassificationLoss.mean(adversary.forward(x, false), wanted));
            }
            collector.backward(loss);
        }
        return x.getGradient();
    }

    /**
     * One step down {@code L = ||D(u + d) - D(u)||^2} of each row, as long as would end at 0 if D were linear and had one logit:
     * {@code 2 L / ||grad L||^2} (Polyak 1969).
     */
    private NDArray settled(NDArray at, NDArray kept) {
        NDArray x = at.duplicate();
        x.setRequiresGradient(true);
        NDArray off;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            off = decider.forward(x, false).sub(kept).square().sum(new int[] {1});
            collector.backward(off.sum());
        }
        NDArray gradient = x.getGradient();
        long rows = at.getShape().get(0);
        NDArray norm = gradient.reshape(rows, -1).square().sum(new int[] {1});
        NDArray length = Scalars.times(off.stopGradient(), 2).div(Scalars.atLeast(norm, LEAST));
        return at.sub(gradient.mul(length.reshape(rows, 1, 1, 1)));
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
