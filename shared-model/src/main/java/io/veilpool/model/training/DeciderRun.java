package io.veilpool.model.training;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.loss.ClassificationLoss;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One training of a decider: a fixed head, of which rows are passed through, and a trained tail. */
final class DeciderRun implements AutoCloseable {
    private static final String PHASE = "decider";

    private final DeciderConfig config;
    private final Network base;
    private final Network head;
    private final Network tail;
    private final Progress progress;

    /** @param base not closed, not changed; without BatchNorm if the configuration freezes statistics */
    DeciderRun(DeciderConfig config, Network base, Progress progress) {
        this.config = config;
        this.base = base;
        this.progress = progress;
        List<Integer> ends = NetworkStages.ends(base.architecture());
        int fixed = config.trainedStages() == 0 ? 0 : Math.max(0, ends.size() - config.trainedStages());
        List<Architecture> parts = base.architecture().cutAfter(fixed == 0 ? 0 : ends.get(fixed - 1));
        this.head = part(parts.getFirst(), base.weights());
        this.tail = part(parts.getLast(), base.weights());
        head.trainable(false);
    }

    private static Network part(Architecture architecture, Weights all) {
        Map<String, HostTensor> tensors = new HashMap<>();
        architecture.tensors().keySet().forEach(name -> tensors.put(name, all.get(name)));
        return Network.of(architecture, Weights.of(tensors));
    }

    Network go(DeciderBatches batches) {
        Optimiser optimiser =
                Optimiser.adam(Schedule.oneCycle(config.learningRate(), config.steps(), 0.15), config.clip());
        tail.trainable(true);
        long began = System.nanoTime();
        for (int step = 1; step <= config.steps(); step++) {
            double loss = TrainingStep.run(tail, optimiser, manager -> {
                DeciderBatches.Batch batch = batches.next(manager);
                NDArray inner = head.forward(batch.rows(), false);
                NDArray logits = tail.forward(inner, !config.frozenStatistics());
                NDArray allowed = batch.allowed();
                return allowed == null
                        ? ClassificationLoss.smoothed(logits, batch.labels(), config.labelSmoothing())
                        : ClassificationLoss.among(logits, batch.labels(), allowed, config.labelSmoothing());
            });
            if (!Double.isFinite(loss)) {
                throw new IllegalStateException("the decider's loss became " + loss + " at step " + step
                        + "; lower the learning rate, which is " + config.learningRate());
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            progress.report(PHASE, step, config.steps(), loss, step * (double) config.batch() / seconds);
        }
        Network result = Network.of(base.architecture(), Weights.union(head.weights(), tail.weights()));
        result.trainable(false);
        return result;
    }

    @Override
    public void close() {
        head.close();
        tail.close();
    }
}
