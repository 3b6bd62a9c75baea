package io.veilpool.agent.protection.trivial;

import ai.djl.ndarray.NDArray;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.RowTransform;
import io.veilpool.agent.pretraining.NetworkTrainer;
import io.veilpool.agent.protection.ModuleTraining;
import io.veilpool.agent.protection.ProtectionMethod;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import io.veilpool.model.training.Progress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Turns every row's channels by a secret number of places: a method that protects nothing and needs little. */
public final class Rotated implements ProtectionMethod {
    public static final String NAME = "rotated-channels";

    private static final String PLACES = "places";

    private record Turn(int places) implements RowTransform {
        @Override
        public NDArray apply(NDArray rows) {
            long channels = rows.getShape().get(1);
            NDArray front = rows.get(":," + (channels - places) + ":");
            return front.concat(rows.get(":,:" + (channels - places)), 1);
        }

        @Override
        public Weights weights() {
            return Weights.of(Map.of(PLACES, HostTensor.of(new float[] {places}, 1)));
        }

        @Override
        public String module() {
            return "channels turned";
        }

        @Override
        public void close() {}
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String objection(Charter charter, DpmConfig dpm) {
        return null;
    }

    @Override
    public NetworkTrainer networkTrainer(Charter charter) {
        return NetworkTrainer.CLASSIFICATION;
    }

    @Override
    public DpmTraining trainModule(ModuleTraining training, Progress progress) {
        FeatureShape shape = training.trainingFeatures().shape();
        int places = 1 + new SplittableRandom(training.seed()).nextInt(shape.channels() - 1);
        return new DpmTraining(PrivateDpm.of(new Turn(places), training.dpm().imagesPerRow(), shape), 0, List.of());
    }

    @Override
    public @Nullable DpmConfig surrogates(DpmConfig dpm) {
        return null;
    }

    @Override
    public RowTransform open(String module, FeatureShape shape, Weights weights) {
        return new Turn(Math.round(weights.get(PLACES).data().getFloat(0)));
    }
}
