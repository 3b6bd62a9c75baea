package io.veilpool.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final int BATCH = 16;
    private static final Architecture SMALL = Backbones.named("small-resnet-4", new ImageSpec(3, 16, 16), 4);

    @AfterEach
    void restoreThreads() {
        Engines.threads(2);
    }

    @Test
    void lowersTheLossOfASmallTask() {
        assertThat(train(1, 40).last()).isLessThan(0.7 * train(1, 1).last());
    }

    @Test
    void endsBitForBitAlikeForOneSeedAndOneNumberOfThreads() {
        assertThat(train(2, 12).weights()).isEqualTo(train(2, 12).weights());
        Engines.threads(1);
        Weights single = train(2, 12).weights();
        assertThat(train(2, 12).weights()).isEqualTo(single);
        // One and two threads add in another order, so only closeness is promised between them.
        assertThat(single.names()).isEqualTo(train(2, 12).weights().names());
    }

    @Test
    void leavesFrozenNetworksBitForBitAloneWhileTrainingThroughThem() {
        Backbones.Split split = Backbones.split(SMALL, HookPoint.parse("conv3_1"));
        try (Network whole = Network.random(SMALL, 3);
                Network featurizer = whole.part(split.featurizer());
                Network decider = whole.part(split.decider());
                Network poisoner = Network.random(
                        new DpmSpec("BASIC", 1, 8).architecture(split.decider().input()), 4)) {
            Weights before = Weights.union(featurizer.weights(), decider.weights());
            Weights start = poisoner.weights();
            poisoner.trainable(true);
            Optimiser optimiser = Optimiser.adam(Schedule.cosine(1e-2, 10), 5);
            for (int step = 0; step < 10; step++) {
                TrainingStep.run(poisoner, optimiser, manager -> {
                    NDArray z = featurizer.forward(images(manager, 5), false);
                    return ClassificationLoss.mean(decider.forward(poisoner.forward(z, true), false), labels(manager));
                });
            }
            assertThat(Weights.union(featurizer.weights(), decider.weights())).isEqualTo(before);
            assertThat(poisoner.weights()).isNotEqualTo(start);
            poisoner.weights()
                    .names()
                    .forEach(name -> assertThat(poisoner.weights().get(name))
                            .as(name + " is trained, or follows the batches")
                            .isNotEqualTo(start.get(name)));
        }
    }

    @Test
    void holdsNoMoreMemoryAfterFiftySteps() throws Exception {
        try (Network network = Network.random(SMALL, 3)) {
            network.trainable(true);
            Optimiser optimiser = Optimiser.sgd(Schedule.oneCycle(0.05, 400, 0.2), 5e-4, 5);
            steps(network, optimiser, 100); // buffers that the engine keeps are filled here
            long before = residentBytes();
            steps(network, optimiser, 50);
            // A leak of one step's arrays is 0.6 MiB, of one batch of images 48 KiB, 50 times.
            assertThat(residentBytes() - before).isLessThan(16L << 20);
        }
    }

    @Test
    void changesNoWeightByALossThatIsNoNumber() {
        try (Network network = Network.random(SMALL, 3)) {
            network.trainable(true);
            Weights before = network.weights();
            double loss = TrainingStep.run(
                    network,
                    Optimiser.sgd(step -> 0.05, 0, 5),
                    manager -> ClassificationLoss.mean(network.forward(images(manager, 1), false), labels(manager))
                            .mul(Float.NaN));
            assertThat(loss).isNaN();
            assertThat(network.weights()).isEqualTo(before);
        }
    }

    @Test
    void clipsTheGlobalNormOfTheGradients() {
        try (Network free = Network.random(SMALL, 3);
                Network clipped = Network.random(SMALL, 3)) {
            Weights start = free.weights();
            free.trainable(true);
            clipped.trainable(true);
            steps(free, Optimiser.sgd(step -> 1, 0, 1e9), 1);
            steps(clipped, Optimiser.sgd(step -> 1, 0, 1e-3), 1);
            assertThat(distance(free.weights(), start)).isGreaterThan(0.1);
            assertThat(distance(clipped.weights(), start)).isCloseTo(1e-3, org.assertj.core.data.Offset.offset(1e-5));
        }
    }

    @Test
    void risesAndFallsByTheSchedule() {
        Schedule oneCycle = Schedule.oneCycle(0.4, 100, 0.25);
        assertThat(oneCycle.rate(0)).isEqualTo(0.4 / 25);
        assertThat(oneCycle.rate(24)).isEqualTo(0.4);
        assertThat(oneCycle.rate(25)).isEqualTo(0.4);
        assertThat(oneCycle.rate(99)).isBetween(0.0, 0.001);
        Schedule cosine = Schedule.cosine(0.4, 100);
        assertThat(cosine.rate(0)).isEqualTo(0.4);
        assertThat(cosine.rate(50)).isCloseTo(0.2, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(cosine.rate(1000)).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void drawsEveryRowOncePerEpochInASeededOrder() {
        BatchSampler sampler = new BatchSampler(10, 7);
        int[] first = sampler.next(4);
        int[] rest = sampler.next(6);
        Set<Integer> epoch = new HashSet<>();
        Arrays.stream(first).forEach(epoch::add);
        Arrays.stream(rest).forEach(epoch::add);
        assertThat(epoch).hasSize(10);
        assertThat(new BatchSampler(10, 7).next(4)).containsExactly(first);
        assertThat(new BatchSampler(3, 7).next(8)).hasSize(8).containsOnly(0, 1, 2);
        assertThatThrownBy(() -> new BatchSampler(0, 7)).hasMessageContaining("0 rows");
    }

    private record Trained(double last, Weights weights) {}

    private static Trained train(long seed, int steps) {
        try (Network network = Network.random(SMALL, seed)) {
            network.trainable(true);
            double last = steps(network, Optimiser.sgd(Schedule.oneCycle(0.05, 60, 0.2), 5e-4, 5), steps);
            return new Trained(last, network.weights());
        }
    }

    private static double steps(Network network, Optimiser optimiser, int steps) {
        double last = Double.NaN;
        for (int step = 0; step < steps; step++) {
            last = TrainingStep.run(
                    network,
                    optimiser,
                    manager -> ClassificationLoss.mean(network.forward(images(manager, 5), true), labels(manager)));
        }
        return last;
    }

    private static NDArray images(NDManager manager, long seed) {
        float[] values = new float[BATCH * SMALL.input().values()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, new Shape(BATCH, 3, 16, 16));
    }

    private static NDArray labels(NDManager manager) {
        long[] values = new long[BATCH];
        Arrays.setAll(values, i -> i % 4);
        return manager.create(values);
    }

    private static double distance(Weights a, Weights b) {
        double sum = 0;
        for (String name : a.names()) {
            if (!name.contains("running_")) {
                var left = a.get(name).data().asFloatBuffer();
                var right = b.get(name).data().asFloatBuffer();
                while (left.hasRemaining()) {
                    double difference = left.get() - right.get();
                    sum += difference * difference;
                }
            }
        }
        return Math.sqrt(sum);
    }

    /** Resident memory of this process, heap and native together (Linux). */
    private static long residentBytes() throws Exception {
        System.gc();
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return Long.parseLong(pages) * 4096;
    }
}
