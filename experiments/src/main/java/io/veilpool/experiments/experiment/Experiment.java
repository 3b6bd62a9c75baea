package io.veilpool.experiments.experiment;

import io.veilpool.experiments.lab.Bench;
import io.veilpool.experiments.lab.FailedRunException;
import io.veilpool.experiments.world.WorldKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One experiment: what it runs, and how its figures stand on the page. A new one is a class in {@link #ALL}. */
public interface Experiment extends Section {
    /** In the order of the page. */
    List<Experiment> ALL = List.of(
            new Table1(),
            new Table2(),
            new Unseen(),
            new Table3(),
            new Table5(),
            new Sweeps(),
            new Frontier(),
            new Gate(),
            new Repeats(),
            new Processors());

    /** Worlds that it runs in. */
    default List<WorldKind> worlds() {
        return List.of(WorldKind.EQUAL);
    }

    /** What is varied; each is a run for each seed. */
    List<String> variants();

    /** Those that this process can do. */
    default List<String> variantsHere() {
        return variants();
    }

    /**
     * One run.
     *
     * @return figures by name, all finite
     * @throws FailedRunException if a training did not pass its own checks
     */
    Map<String, Double> perform(Bench bench, String variant) throws IOException, FailedRunException;

    /** What decides its figures beside the bench; when it changes, runs count as not done. */
    default String settings() {
        return "";
    }
}
