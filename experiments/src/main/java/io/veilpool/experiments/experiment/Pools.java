package io.veilpool.experiments.experiment;

import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.Change;
import io.veilpool.experiments.lab.Deciders;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.lab.Release;
import io.veilpool.experiments.lab.TrainedDpm;
import io.veilpool.experiments.world.World;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The DPMs of the three entities with many images, each its own, and the rows that they publish. e4 only takes, as in the paper. */
final class Pools implements AutoCloseable {
    /** Entities that contribute: e1, e2, e3. */
    static final int CONTRIBUTORS = 3;

    private final Bench bench;
    private final Release release;
    private final DpmConfig config;
    private final Map<Integer, TrainedDpm> dpms = new TreeMap<>();

    private Pools(Bench bench, Release release, DpmConfig config) {
        this.bench = bench;
        this.release = release;
        this.config = config;
    }

    /** All contributors'; trains what is not kept yet. */
    static Pools of(Bench bench, Release release, DpmConfig config) throws IOException, FailedRunException {
        return of(bench, release, config, IntStream.range(0, CONTRIBUTORS).toArray());
    }

    /** Some contributors'. */
    static Pools of(Bench bench, Release release, DpmConfig config, int... contributors)
            throws IOException, FailedRunException {
        Pools pools = new Pools(bench, release, config);
        try {
            for (int entity : contributors) {
                World.Part part = bench.world().entities().get(entity);
                pools.dpms.put(entity, bench.dpm(release, config, Change.NONE, part, "DPM of e" + (entity + 1)));
            }
        } catch (IOException | FailedRunException e) {
            pools.close();
            throw e;
        }
        return pools;
    }

    PrivateDpm dpm(int entity) {
        TrainedDpm trained = dpms.get(entity);
        if (trained == null) {
            throw new IllegalArgumentException("e" + (entity + 1) + " does not contribute here");
        }
        return trained.dpm();
    }

    /** Starts that were given up, of all trainings. */
    int restarts() {
        return dpms.values().stream().mapToInt(TrainedDpm::restarts).sum();
    }

    /** What these entities publish. */
    Deciders.Pool rows(int... entities) throws IOException {
        List<PoisonedFeatures> rows = new ArrayList<>();
        for (int entity : entities) {
            World.Part part = bench.world().entities().get(entity);
            rows.add(dpm(entity)
                    .poison(
                            bench.features(release, part.training()),
                            ElementType.F16,
                            bench.seed("mixing of e" + (entity + 1))));
        }
        return new Deciders.Pool(
                "poisoned of " + Arrays.toString(entities) + "\n" + config, rows, true, config.imagesPerRow());
    }

    /** Everybody's but the entity's own. */
    static int[] others(int entity) {
        return IntStream.range(0, CONTRIBUTORS).filter(other -> other != entity).toArray();
    }

    @Override
    public void close() {
        dpms.values().forEach(TrainedDpm::close);
    }
}
