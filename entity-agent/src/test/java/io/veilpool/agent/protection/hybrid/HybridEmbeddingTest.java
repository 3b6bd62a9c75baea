package io.veilpool.agent.protection.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.poisoning.DpmTraining;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.pretraining.PreTraining;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.pretraining.PreTrainingResult;
import io.veilpool.agent.protection.ModuleTraining;
import io.veilpool.agent.protection.TwoAttributes;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.ReleaseKind;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HybridEmbeddingTest {
    private static final HybridEmbedding METHOD = new HybridEmbedding();
    private static final DpmConfig DPM = DpmConfig.defaults("BASIC", 1, 8);

    private static final TwoAttributes DATA = TwoAttributes.of(80, 1);

    @TempDir
    private Path folder;

    private static Charter charter(String hookPoint, List<AttributeColumn> sensitive) {
        AttributeTask task =
                new AttributeTask(List.of(new AttributeColumn("stripes", List.of("across", "down"))), sensitive, null);
        return new Charter(
                AttributeTask.TASK,
                task.classes(10),
                task,
                TwoAttributes.IMAGE,
                "small-resnet-16",
                hookPoint,
                "e1",
                HybridEmbedding.NAME,
                List.of(),
                new Thresholds(100, 0, 1, 1, 1, AttackEffort.NONE),
                new RowLimits(1, 1000),
                List.of("F16"),
                PoisoningProfile.PAPER,
                Oversight.LEAST);
    }

    @Test
    void needsASensitiveAttributeAndABlockInFront() {
        assertThat(METHOD.objection(charter("pooled", List.of(TwoAttributes.SIDE)), DPM))
                .isNull();
        assertThat(METHOD.objection(charter("pooled", List.of()), DPM)).contains("names none", "attributes.csv");
        assertThat(METHOD.objection(charter("conv2_1", List.of(TwoAttributes.SIDE)), DPM))
                .contains("conv2_1 is the first");
    }

    @ParameterizedTest
    @CsvSource({"pooled,conv3_2", "conv5_1,conv3_2", "conv4_1,conv3_2", "conv3_1,conv2_2", "conv2_2,conv2_1"})
    void theSensitiveBranchLeavesInFrontOfTheHookPoint(String hook, String branch) {
        assertThat(HybridConfig.branch(HookPoint.parse(hook))).hasToString(branch);
    }

    @Test
    void movesEveryRowOfAModuleThatTheDeciderBears() throws Exception {
        try (PublishedNetworks networks = published();
                PrivateDpm module = train(networks, DATA.images(), 100).dpm()) {
            OriginalFeatures embeddings = FeatureCache.compute(networks, DATA.images(), Progress.silent());
            PoisonedFeatures moved = module.poisonEach(embeddings, ElementType.F16, 1);
            try (NDManager scope = NDManager.newBaseManager()) {
                int[] all = IntStream.range(0, moved.rows()).toArray();
                NDArray change = PrivateDpm.relativeChange(embeddings.batch(scope, all), moved.batch(scope, all));
                assertThat(change.min().getFloat()).isPositive();
            }
            assertThat(module.module()).startsWith("adversarial embedding, size 1.25, 2 steps, 3 back, RANDOM,");
        }
    }

    @Test
    void saysWhyNoModuleCanBeTrainedOnImagesOfOneValue() throws Exception {
        LabelledImages alike = DATA.images().withSensitive(List.of(TwoAttributes.SIDE), new int[][] {
            new int[DATA.images().size()]
        });
        try (PublishedNetworks networks = published()) {
            assertThatThrownBy(() -> train(networks, alike, 100))
                    .isInstanceOf(DpmTrainingFailedException.class)
                    .hasMessageContaining("only one sensitive value occurs among 80 rows")
                    .hasMessageContaining("images of both kinds");
        }
    }

    private PublishedNetworks published() throws Exception {
        Charter charter = charter("pooled", List.of(TwoAttributes.SIDE));
        PreTrainingResult made = PreTraining.run(
                METHOD.networkTrainer(charter),
                new PreTrainingConfig(4, 16, 0.05, 5e-4, 1, 16, 5e-3),
                charter,
                DATA.images(),
                DATA.images(),
                1,
                folder,
                Progress.silent());
        ReleaseManifest manifest = new ReleaseManifest(
                1,
                new UUID(0, 1),
                1,
                ReleaseKind.NETWORK,
                "e1",
                charter.hookPoint(),
                made.featureShape(),
                made.networks(),
                made.weightsDigest(),
                made.weightsBytes(),
                made.calibration(),
                null,
                Instant.EPOCH);
        return PublishedNetworks.open(manifest, made.weights(), charter);
    }

    private static DpmTraining train(PublishedNetworks networks, LabelledImages images, double greatestLoss)
            throws DpmTrainingFailedException {
        OriginalFeatures features = FeatureCache.compute(networks, images, Progress.silent());
        return METHOD.trainModule(
                new ModuleTraining(
                        charter("pooled", List.of(TwoAttributes.SIDE)),
                        DPM.withLimits(greatestLoss, 0, 1),
                        networks,
                        images,
                        features,
                        images,
                        features,
                        RowMemory.RESIDENT,
                        1),
                Progress.silent());
    }
}
