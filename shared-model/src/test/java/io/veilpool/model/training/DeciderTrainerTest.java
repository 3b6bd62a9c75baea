package io.veilpool.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.LabelledFeatures;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.tensor.SafeTensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeciderTrainerTest {
    private static final int CLASSES = 3;
    private static final Architecture DECIDER = Backbones.split(
                    Backbones.named("small-resnet-4", new ImageSpec(3, 16, 16), CLASSES), HookPoint.parse("conv3_1"))
            .decider();
    private static final DeciderConfig SCRATCH = new DeciderConfig(60, 24, 1, 1, 1e-2, 5, false, 0, 0);
    private static final DeciderConfig GENTLE = new DeciderConfig(20, 24, 1, 1, 1e-3, 5, true, 3, 0.1);

    private final OriginalFeatures own = OriginalFeatures.of(rows(240, 1, 1));
    private final OriginalFeatures validation = OriginalFeatures.of(rows(150, 2, 1));

    @Test
    void learnsFromOwnRowsAlone() {
        try (Network start = Network.random(DECIDER, 1);
                Network trained = train(SCRATCH, start, List.of(own), List.of())) {
            assertThat(DeciderTrainer.top1(trained, validation, 1)).isGreaterThan(90);
        }
    }

    @Test
    void learnsFromPooledRowsAlone() {
        PoisonedFeatures pool = PoisonedFeatures.of(rows(240, 3, 1));
        try (Network start = Network.random(DECIDER, 1);
                Network trained = train(SCRATCH, start, List.of(), List.of(pool))) {
            assertThat(DeciderTrainer.top1(trained, validation, 1)).isGreaterThan(90);
        }
    }

    @Test
    void takesFromThePoolAClassThatOwnRowsLack() {
        OriginalFeatures two = OriginalFeatures.of(rows(240, 1, 1, 2));
        PoisonedFeatures pool = PoisonedFeatures.of(rows(240, 3, 1));
        try (Network start = Network.random(DECIDER, 1);
                Network alone = train(SCRATCH, start, List.of(two), List.of());
                Network pooled = train(SCRATCH, start, List.of(two), List.of(pool))) {
            assertThat(DeciderTrainer.top1(alone, validation, 1)).isLessThan(70);
            assertThat(DeciderTrainer.top1(pooled, validation, 1)).isGreaterThan(90);
        }
    }

    @Test
    void isJudgedByHeldBackRowsForAClassThatOwnRowsLack() {
        OriginalFeatures two = OriginalFeatures.of(rows(240, 1, 1, 2));
        OriginalFeatures validationOfTwo = OriginalFeatures.of(rows(40, 2, 1, 2));
        PoisonedFeatures pool = PoisonedFeatures.of(rows(240, 3, 1));
        JudgedRows judged = JudgedRows.of(validationOfTwo, List.of(pool), CLASSES, 9);
        List<LabelledFeatures> rest = judged.pool();
        // 20 own rows of each class that there are; a fifth of the 80 pooled ones of the third would be 16.
        assertThat(judged.heldBack()).isEqualTo(16);
        assertThat(rest.getFirst().rowsPerClass(CLASSES)).containsExactly(80, 80, 64);
        try (Network start = Network.random(DECIDER, 1);
                Network alone = train(SCRATCH, start, List.of(two), List.of());
                Network pooled = DeciderTrainer.train(SCRATCH, start, List.of(two), rest, 5, Progress.silent())) {
            boolean[] right = judged.right(pooled);
            assertThat(right).hasSize(56);
            assertThat(count(right, 40, 56)).isGreaterThan(12);
            assertThat(count(judged.right(alone), 40, 56)).isZero();
            assertThat(Arrays.copyOf(right, 40)).isEqualTo(DeciderTrainer.right(pooled, validationOfTwo, 1));
        }
    }

    @Test
    void holdsNothingBackOfClassesThatOwnRowsShow() {
        PoisonedFeatures pool = PoisonedFeatures.of(rows(240, 3, 1));
        JudgedRows judged = JudgedRows.of(validation, List.of(pool), CLASSES, 9);
        assertThat(judged.heldBack()).isZero();
        assertThat(judged.pool().getFirst().rows()).isEqualTo(240);
        // Of four rows of a class a fifth is none.
        PoisonedFeatures few = PoisonedFeatures.of(rows(12, 3, 1));
        assertThat(JudgedRows.of(OriginalFeatures.of(rows(40, 2, 1, 2)), List.of(few), CLASSES, 9)
                        .heldBack())
                .isZero();
    }

    @Test
    void keepsTheEarlyBlocksWhereOnlyRowsOfSingleImagesShowAClass() {
        List<OriginalFeatures> two = List.of(OriginalFeatures.of(rows(40, 2, 1, 2)));
        List<PoisonedFeatures> pool = List.of(PoisonedFeatures.of(rows(240, 3, 1)));
        DeciderConfig fitting = SCRATCH.fitting(two, pool, CLASSES);
        assertThat(fitting.trainedStages()).isEqualTo(3);
        assertThat(fitting.frozenStatistics()).isTrue();
        assertThat(SCRATCH.fitting(List.of(validation), pool, CLASSES)).isEqualTo(SCRATCH);
        DeciderConfig mixed = SCRATCH.withRowImages(4);
        assertThat(mixed.fitting(two, pool, CLASSES)).isEqualTo(mixed);
        assertThat(GENTLE.fitting(two, pool, CLASSES)).isEqualTo(GENTLE);
    }

    private static long count(boolean[] right, int from, int to) {
        return IntStream.range(from, to).filter(i -> right[i]).count();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 90, 90, 12",
        "3, 1, 90, 90, 18",
        "6, 1, 54, 1620, 4",
        "6, 4, 90, 135, 12",
        "0.001, 1, 3, 900, 0",
        "1000, 1, 900, 3, 24",
        "0, 1, 90, 90, 0",
        "0, 1, 90, 0, 24",
        "5, 1, 0, 90, 0"
    })
    void drawsOwnRowsByTheirWeight(double weight, int rowImages, int own, int pool, int ownPerBatch) {
        DeciderConfig config = new DeciderConfig(1, 24, weight, rowImages, 1e-3, 5, false, 0, 0);
        assertThat(drawn(config, ofOnes(own, CLASSES, 1), ofOnes(pool, CLASSES, 2))[0])
                .isEqualTo(ownPerBatch);
    }

    @Test
    void drawsAClassThatOwnRowsLackAsOftenAsItIsAmongAllImages() {
        DeciderConfig config = new DeciderConfig(1, 24, 1_000, 1, 1e-3, 5, false, 0, 0);
        // 60 own rows of two classes and 60 pooled ones of three: of each of the two, 30 own and 20 pooled ones, of the
        // third 20 pooled.
        assertThat(drawn(config, ofOnes(60, 2, 1), ofOnes(60, CLASSES, 2))).containsExactly(12, 12);
    }

    @Test
    void letsOwnRowsSayNothingAboutAClassThatTheyLack() {
        DeciderConfig config = new DeciderConfig(1, 24, 1, 1, 1e-3, 5, false, 0, 0);
        try (NDManager manager = NDManager.newBaseManager()) {
            DeciderBatches.Batch batch = new DeciderBatches(
                            new RowSource(ofOnes(60, 2, 1)), new RowSource(ofOnes(60, CLASSES, 2)), CLASSES, config, 5)
                    .next(manager);
            for (int i = 0; i < 24; i++) {
                boolean isOwn = batch.rows().getFloat(i, 0, 0, 0) == 1;
                assertThat(Objects.requireNonNull(batch.allowed()).get(i).toFloatArray())
                        .containsExactly(1, 1, isOwn ? 0 : 1);
            }
            // Without pooled rows of their class own rows tell it from all others.
            OriginalFeatures thirdOnly = ofOnes(60, CLASSES, 2).getFirst().select(new int[] {2, 5, 8, 11});
            DeciderBatches.Batch unlike = new DeciderBatches(
                            new RowSource(ofOnes(60, 2, 1)), new RowSource(List.of(thirdOnly)), CLASSES, config, 5)
                    .next(manager);
            assertThat(Objects.requireNonNull(unlike.allowed()).min().getFloat())
                    .isOne();
            assertThat(new DeciderBatches(
                                    new RowSource(ofOnes(60, CLASSES, 1)),
                                    new RowSource(ofOnes(60, CLASSES, 2)),
                                    CLASSES,
                                    config,
                                    5)
                            .next(manager)
                            .allowed())
                    .isNull();
        }
    }

    /** Own and pooled rows of a batch, as the mean over ten; own rows hold ones, pooled ones twos. */
    private static int[] drawn(DeciderConfig config, List<OriginalFeatures> own, List<OriginalFeatures> pool) {
        DeciderBatches batches = new DeciderBatches(new RowSource(own), new RowSource(pool), CLASSES, config, 5);
        double sum = 0;
        for (int i = 0; i < 10; i++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray firsts = batches.next(manager).rows().get(":, 0, 0, 0");
                assertThat(firsts.size()).isEqualTo(config.batch());
                sum += firsts.sum().getFloat() - config.batch();
            }
        }
        int pooled = (int) Math.round(sum / 10);
        return new int[] {config.batch() - pooled, pooled};
    }

    private static List<OriginalFeatures> ofOnes(int count, int classes, float value) {
        if (count == 0) {
            return List.of();
        }
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray all = manager.full(new Shape(count, 8, 4, 4), value, DataType.FLOAT32);
            return List.of(OriginalFeatures.of(new FeatureRows.Builder(DECIDER.input(), ElementType.F32, count)
                    .append(all, labels)
                    .build()));
        }
    }

    @Test
    void leavesTheStartAndTheFirstBlocksAsTheyWere() {
        try (Network start = Network.random(DECIDER, 1);
                Network folded = start.folded()) {
            byte[] before = SafeTensors.encode(start.weights(), Map.of());
            try (Network trained = train(GENTLE, start, List.of(own), List.of())) {
                assertThat(SafeTensors.encode(start.weights(), Map.of())).isEqualTo(before);
                assertThat(trained.weights().get("layer2.1.conv1.weight"))
                        .isEqualTo(folded.weights().get("layer2.1.conv1.weight"));
                assertThat(trained.weights().get("layer3.1.conv1.weight"))
                        .isNotEqualTo(folded.weights().get("layer3.1.conv1.weight"));
                assertThat(trained.architecture().tensors().keySet()).noneMatch(name -> name.contains("running_"));
            }
        }
    }

    @Test
    void givesTheSameForTheSameSeed() {
        try (Network start = Network.random(DECIDER, 1);
                Network one = train(GENTLE, start, List.of(own), List.of());
                Network again = train(GENTLE, start, List.of(own), List.of())) {
            assertThat(again.weights()).isEqualTo(one.weights());
        }
    }

    @Test
    void refusesRowsThatDoNotFit() {
        try (Network start = Network.random(DECIDER, 1);
                NDManager manager = NDManager.newBaseManager()) {
            OriginalFeatures narrow =
                    OriginalFeatures.of(new FeatureRows.Builder(new FeatureShape(2, 4, 4), ElementType.F32, 1)
                            .append(manager.ones(new Shape(1, 2, 4, 4)), new int[] {0})
                            .build());
            OriginalFeatures unknown = OriginalFeatures.of(new FeatureRows.Builder(DECIDER.input(), ElementType.F32, 1)
                    .append(manager.ones(new Shape(1, 8, 4, 4)), new int[] {CLASSES})
                    .build());
            assertThatThrownBy(() -> train(GENTLE, start, List.of(narrow), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("shape");
            assertThatThrownBy(() -> train(GENTLE, start, List.of(unknown), List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> train(GENTLE, start, List.of(), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there are none");
        }
    }

    @Test
    void saysWhenTheLossStopsBeingANumber() {
        try (Network start = Network.random(DECIDER, 1);
                NDManager manager = NDManager.newBaseManager()) {
            OriginalFeatures huge = OriginalFeatures.of(new FeatureRows.Builder(DECIDER.input(), ElementType.F32, 2)
                    .append(manager.full(new Shape(2, 8, 4, 4), 1e38f, DataType.FLOAT32), new int[] {0, 1})
                    .build());
            assertThatThrownBy(
                            () -> train(GENTLE, start, List.of(huge), List.of()).close())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lower the learning rate");
        }
    }

    private static Network train(
            DeciderConfig config, Network start, List<OriginalFeatures> own, List<PoisonedFeatures> pool) {
        return DeciderTrainer.train(config, start, own, pool, 5, Progress.silent());
    }

    private static FeatureRows rows(int count, long seed, int sign) {
        return rows(count, seed, sign, CLASSES);
    }

    /** Class k raises channels 2k and 2k + 1 (sign 1), or those of the class before it (sign -1). */
    private static FeatureRows rows(int count, long seed, int sign, int classes) {
        Random random = new Random(seed);
        float[] values = new float[count * 8 * 16];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
            int raised = sign > 0 ? labels[i] : (labels[i] + 1) % CLASSES;
            for (int v = 0; v < 8 * 16; v++) {
                boolean up = v / 16 / 2 == raised;
                values[i * 128 + v] = (float) Math.max(0, random.nextGaussian() + (up ? 1 : 0));
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray all = manager.create(values, new Shape(count, 8, 4, 4));
            return new FeatureRows.Builder(DECIDER.input(), ElementType.F32, count)
                    .append(all, labels)
                    .build();
        }
    }
}
