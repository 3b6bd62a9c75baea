package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.protection.ModuleTraining;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;

/** Trains this entity's DPM, or what the charter's method has in its place, on its own images, and puts it into the vault. */
final class TrainDpmStep implements AgentStep {
    @Override
    public StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    DpmTrainingFailedException, StepNotPossibleException {
        DpmConfig config = bench.dpm();
        bench.results().required(Step.PULL, Results.Pulled.class);
        Split images = bench.images();
        DpmStore store = new DpmStore(bench);
        bench.vault();
        try (ComputeTurns.Turn turn = bench.turn();
                PublishedNetworks networks = PullStep.open(bench)) {
            bench.console()
                    .say("Training this entity's module of %s, %s"
                            .formatted(bench.charter().method(), Engines.describe()));
            long start = System.nanoTime();
            OriginalFeatures training = bench.features(networks, images.training());
            OriginalFeatures validation = bench.features(networks, images.validation());
            DpmTraining trained = bench.method()
                    .trainModule(
                            new ModuleTraining(
                                    bench.charter(),
                                    config,
                                    networks,
                                    images.training(),
                                    training,
                                    images.validation(),
                                    validation,
                                    bench.onDisk(),
                                    bench.seed("train-dpm " + store.rotation())),
                            bench.console());
            try (PrivateDpm dpm = trained.dpm()) {
                trained.incidents().forEach(bench.console()::say);
                store.save(dpm);
                Results.TrainedDpm result = new Results.TrainedDpm(
                        store.rotation(),
                        dpm.module(),
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
}
