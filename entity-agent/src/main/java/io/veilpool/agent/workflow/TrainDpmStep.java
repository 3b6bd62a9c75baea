package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTrainer;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.Perturbation;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;

/** Trains this entity's DPM on its own images, from a random start, and puts it into the vault. */
final class TrainDpmStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    DpmTrainingFailedException, StepNotPossibleException {
        DpmConfig config = bench.settings().dpm().withProfile(bench.charter().profile());
        requireAllowed(config, bench);
        bench.results().required(Step.PULL, Results.Pulled.class);
        Split images = bench.images();
        DpmStore store = new DpmStore(bench);
        bench.vault();
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench)) {
            bench.console()
                    .say("Training the DPM (%s, %d blocks, width %d), %s"
                            .formatted(config.block(), config.depth(), config.width(), Engines.describe()));
            long start = System.nanoTime();
            OriginalFeatures training = bench.features(networks, images.training());
            OriginalFeatures validation = bench.features(networks, images.validation());
            DpmTraining trained = DpmTrainer.train(
                    config,
                    networks,
                    training,
                    images.training(),
                    validation,
                    images.validation(),
                    Perturbation.NONE,
                    bench.onDisk(),
                    bench.seed("train-dpm " + store.rotation()),
                    bench.console());
            try (PrivateDpm dpm = trained.dpm()) {
                trained.incidents().forEach(bench.console()::say);
                store.save(dpm);
                Results.TrainedDpm result = new Results.TrainedDpm(
                        store.rotation(),
                        config.block(),
                        config.depth(),
                        config.width(),
                        config.imagesPerRow(),
                        store.commitment(dpm),
                        trained.restarts(),
                        trained.incidents(),
                        (System.nanoTime() - start) / 1e9);
                bench.results().write(Step.TRAIN_DPM, result);
                return new StepOutcome.Done(result);
            }
        }
    }

    private static void requireAllowed(DpmConfig config, Workbench bench) throws IOException, StepNotPossibleException {
        boolean allowed = bench.charter().dpmFamilies().stream().anyMatch(family -> allows(family, config));
        if (!allowed) {
            throw new StepNotPossibleException(
                    "The charter does not allow a DPM of block " + config.block() + ", depth "
                            + config.depth() + ", width " + config.width() + ". Allowed: "
                            + bench.charter().dpmFamilies()
                            + ". Change `dpm` in the settings.");
        }
    }

    private static boolean allows(DpmFamily family, DpmConfig config) {
        return family.block().equals(config.block())
                && config.depth() >= family.minDepth()
                && config.depth() <= family.maxDepth()
                && config.width() >= family.minWidth()
                && config.width() <= family.maxWidth();
    }
}
