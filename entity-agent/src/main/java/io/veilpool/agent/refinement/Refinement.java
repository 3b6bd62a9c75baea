package io.veilpool.agent.refinement;

import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.training.DeciderConfig;
import io.veilpool.model.training.DeciderTrainer;
import io.veilpool.model.training.JudgedRows;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Refines the decider on own original and pooled poisoned features (Deep Poisoning, section 3.4) beside the three deciders that need no
 * pool, and chooses among the four on own validation rows, and on pooled rows of classes that these lack ({@link JudgedRows}).
 */
public final class Refinement {
    private Refinement() {}

    /**
     * @param pool   contributions of others; may hold the entity's own too, may be empty (then the pool adds nothing)
     * @param folder gets the weights of the four deciders; made if it is missing
     * @throws IOException if the folder cannot be written
     */
    public static RefinementOutcome run(
            RefinementConfig config,
            PublishedNetworks networks,
            OriginalFeatures training,
            OriginalFeatures validation,
            List<PoisonedFeatures> pool,
            long seed,
            Path folder,
            Progress progress)
            throws IOException {
        SplittableRandom seeds = new SplittableRandom(seed);
        long scratchStart = seeds.nextLong();
        long scratchRows = seeds.nextLong();
        long refiningRows = seeds.nextLong();
        int classes = networks.decider().architecture().output().values();
        JudgedRows judged = JudgedRows.of(validation, pool, classes, seeds.nextLong());
        List<LabelledFeatures> own = List.of(training);
        Network published = networks.decider();
        Map<Choice, Network> deciders = new EnumMap<>(Choice.class);
        try {
            try (Network start = Network.random(published.architecture(), scratchStart)) {
                deciders.put(
                        Choice.OWN_DATA_ONLY,
                        train("own data only", config.scratch(), start, own, List.of(), scratchRows, progress));
            }
            deciders.put(Choice.PUBLISHED_DECIDER, published.copy());
            deciders.put(
                    Choice.PUBLISHED_REFINED,
                    train("own data", config.refining(), published, own, List.of(), refiningRows, progress));
            deciders.put(
                    Choice.WITH_POOL,
                    train(
                            "with pool",
                            config.refining().fitting(own, judged.pool(), classes),
                            published,
                            own,
                            judged.pool(),
                            refiningRows,
                            progress));
            return outcome(deciders, training, validation, judged, folder);
        } finally {
            deciders.values().forEach(Network::close);
        }
    }

    private static Network train(
            String which,
            DeciderConfig config,
            Network start,
            List<LabelledFeatures> own,
            List<LabelledFeatures> pool,
            long seed,
            Progress progress) {
        Progress named =
                (phase, step, steps, loss, rate) -> progress.report("refinement, " + which, step, steps, loss, rate);
        return DeciderTrainer.train(config, start, own, pool, seed, named);
    }

    private static RefinementOutcome outcome(
            Map<Choice, Network> deciders,
            OriginalFeatures training,
            OriginalFeatures validation,
            JudgedRows judged,
            Path folder)
            throws IOException {
        Files.createDirectories(folder);
        Map<Choice, boolean[]> right = new EnumMap<>(Choice.class);
        TreeMap<Choice, RefinementOutcome.SavedDecider> saved = new TreeMap<>();
        for (Map.Entry<Choice, Network> entry : deciders.entrySet()) {
            Path file = folder.resolve(entry.getKey().name().toLowerCase(Locale.ROOT) + ".safetensors");
            SafeTensors.write(file, entry.getValue().weights(), Map.of());
            saved.put(
                    entry.getKey(),
                    new RefinementOutcome.SavedDecider(entry.getValue().architecture(), file));
            right.put(entry.getKey(), judged.right(entry.getValue()));
        }
        Choice without = best(right, List.of(Choice.PUBLISHED_DECIDER, Choice.PUBLISHED_REFINED, Choice.OWN_DATA_ONLY));
        boolean[] with = of(right, Choice.WITH_POOL);
        PairedGain gain = PairedGain.of(with, of(right, without));
        int own = validation.rows();
        return new RefinementOutcome(
                training.rows(),
                own,
                judged.heldBack(),
                judged.pool().stream().mapToInt(LabelledFeatures::rows).sum(),
                DeciderTrainer.percent(of(right, Choice.OWN_DATA_ONLY)),
                DeciderTrainer.percent(of(right, Choice.PUBLISHED_DECIDER)),
                DeciderTrainer.percent(of(right, Choice.PUBLISHED_REFINED)),
                DeciderTrainer.percent(of(right, Choice.WITH_POOL)),
                best(right, List.of(without, Choice.WITH_POOL)),
                without,
                gain.points(),
                gain.low(),
                gain.high(),
                PairedGain.of(Arrays.copyOf(with, own), Arrays.copyOf(of(right, without), own))
                        .points(),
                saved);
    }

    /** Of equally good ones the first. */
    private static Choice best(Map<Choice, boolean[]> right, List<Choice> candidates) {
        Choice best = candidates.getFirst();
        for (Choice candidate : candidates) {
            if (DeciderTrainer.percent(of(right, candidate)) > DeciderTrainer.percent(of(right, best))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean[] of(Map<Choice, boolean[]> right, Choice choice) {
        return Objects.requireNonNull(right.get(choice), choice::name);
    }

    /**
     * A decider that an earlier refinement saved; the caller closes it.
     *
     * @throws HostileFileException if the file is damaged
     */
    public static Network open(RefinementOutcome.SavedDecider saved) throws HostileFileException, IOException {
        return Network.of(saved.architecture(), SafeTensors.read(saved.weights(), SafeTensors.Limits.WEIGHTS));
    }
}
