package io.veilpool.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureRowsTest {
    static final FeatureShape SHAPE = new FeatureShape(3, 4, 5);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Values of both signs up to about 4. */
    static float[] values(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static int[] labels(int rows) {
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i % 4;
        }
        return labels;
    }

    static FeatureRows rows(FeatureShape shape, ElementType type, int rows, long seed) {
        try (NDManager scope = NDManager.newBaseManager()) {
            float[] values = values(rows * shape.values(), seed);
            NDArray array = scope.create(values, new Shape(rows, shape.channels(), shape.height(), shape.width()));
            return new FeatureRows.Builder(shape, type, rows)
                    .append(array, labels(rows))
                    .build();
        }
    }

    private static double tolerance(ElementType type) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 4.0 / (1 << 11); // half a unit in the last place of 11 bits, values below 4
            case I8 -> 4.0 / 127 / 2 * 1.01; // half a step of the greatest value
            case I64 -> throw new IllegalArgumentException();
        };
    }

    @ParameterizedTest
    @EnumSource(names = "I64", mode = EnumSource.Mode.EXCLUDE)
    void givesBackTheChosenRowsAndLabels(ElementType type) {
        for (FeatureShape shape : List.of(SHAPE, new FeatureShape(7, 1, 1), new FeatureShape(2, 3, 3))) {
            float[] expected = values(10 * shape.values(), 1);
            FeatureRows rows = rows(shape, type, 10, 1);
            int[] chosen = {7, 0, 7, 9};
            NDArray batch = rows.batch(manager, chosen);
            assertThat(batch.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(batch.getShape()).isEqualTo(new Shape(4, shape.channels(), shape.height(), shape.width()));
            float[] got = batch.toFloatArray();
            float[] single = new float[shape.values()];
            for (int i = 0; i < chosen.length; i++) {
                rows.copyRow(chosen[i], single);
                for (int v = 0; v < shape.values(); v++) {
                    double original = expected[chosen[i] * shape.values() + v];
                    assertThat((double) got[i * shape.values() + v])
                            .isCloseTo(original, within(tolerance(type) + 1e-12));
                    assertThat(got[i * shape.values() + v]).isEqualTo(single[v]);
                }
            }
            NDArray labels = rows.labels(manager, chosen);
            assertThat(labels.getDataType()).isEqualTo(DataType.INT64);
            assertThat(labels.toLongArray()).containsExactly(3, 0, 3, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "I64", mode = EnumSource.Mode.EXCLUDE)
    void aBatchOutlivesTheBufferItWasGatheredIn(ElementType type) {
        FeatureRows rows = rows(SHAPE, type, 10, 1);
        NDArray first = rows.batch(manager, new int[] {1, 2});
        float[] before = first.toFloatArray();
        for (int i = 0; i < 200; i++) {
            rows.batch(manager, new int[] {3, 4}).close();
        }
        assertThat(first.toFloatArray()).isEqualTo(before);
        first.muli(0); // writing to it must not reach the stored rows
        assertThat(rows.batch(manager, new int[] {1, 2}).toFloatArray()).isEqualTo(before);
    }

    @Test
    void leavesOnlyItsResultWithTheManager() {
        FeatureRows rows = rows(SHAPE, ElementType.I8, 10, 1);
        int before = manager.getManagedArrays().size();
        rows.batch(manager, new int[] {3, 4});
        assertThat(manager.getManagedArrays()).hasSize(before + 1);
    }

    @Test
    void int8KeepsAScalePerChannelOrPerRow() {
        assertThat(new RowLayout(new FeatureShape(8, 4, 4), ElementType.I8).groups())
                .isEqualTo(8);
        assertThat(new RowLayout(new FeatureShape(8, 3, 5), ElementType.I8).groups())
                .isEqualTo(1);
        assertThat(new RowLayout(new FeatureShape(8, 4, 4), ElementType.F16).groups())
                .isZero();
        // A loud channel must not drown a quiet one, a silent one stays zero.
        float[] values = new float[3 * 16];
        for (int i = 0; i < 16; i++) {
            values[i] = 1000 + i;
            values[16 + i] = i / 1000f;
        }
        FeatureShape shape = new FeatureShape(3, 4, 4);
        FeatureRows rows = new FeatureRows.Builder(shape, ElementType.I8, 1)
                .append(manager.create(values, new Shape(1, 3, 4, 4)), new int[] {0})
                .build();
        float[] back = rows.batch(manager, new int[] {0}).toFloatArray();
        assertThat((double) back[16 + 7]).isCloseTo(.007, within(.015 / 127));
        assertThat(back[32]).isZero();
        assertThat(rows.storedRow(0).remaining()).isEqualTo(3 * 16 + 3 * 4);
    }

    @Test
    void appendsBatchesAndJoinsAndCutsPartsAsViews() {
        FeatureRows.Builder builder = new FeatureRows.Builder(SHAPE, ElementType.F32, 9);
        NDArray all = manager.create(values(5 * 60, 2), new Shape(5, 3, 4, 5));
        builder.append(all.get("0:2"), new int[] {0, 1}).append(all.get("2:5"), new int[] {2, 3, 0});
        FeatureRows one = builder.build();
        FeatureRows two = FeatureRows.concat(List.of(one, rows(SHAPE, ElementType.F32, 4, 3), one));
        assertThat(two.rows()).isEqualTo(14);
        assertThat(two.rowsPerClass(4)).containsExactly(5, 3, 3, 3);
        assertThat(two.batch(manager, new int[] {13, 4, 6}).toFloatArray())
                .isEqualTo(all.get("4")
                        .expandDims(0)
                        .concat(all.get("4").expandDims(0))
                        .concat(rows(SHAPE, ElementType.F32, 4, 3).batch(manager, new int[] {1}))
                        .toFloatArray());
        FeatureRows middle = two.slice(3, 11);
        assertThat(middle.rows()).isEqualTo(8);
        for (int row = 0; row < 8; row++) {
            assertThat(middle.storedRow(row)).isEqualTo(two.storedRow(row + 3));
            assertThat(middle.label(row)).isEqualTo(two.label(row + 3));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        FeatureRows.Builder builder = new FeatureRows.Builder(SHAPE, ElementType.F16, 2);
        NDArray one = manager.ones(new Shape(1, 3, 4, 5));
        assertThatThrownBy(() -> builder.append(one, new int[] {0, 1}))
                .hasMessageContaining("needs float32 rows (2, 3, 4, 5)");
        assertThatThrownBy(() -> builder.append(one.toType(DataType.FLOAT64, true), new int[] {0}))
                .hasMessageContaining("float64");
        assertThatThrownBy(() -> builder.append(one, new int[] {-1})).hasMessageContaining("at least 0");
        assertThatThrownBy(() -> builder.append(one.mul(70_000), new int[] {0}))
                .hasMessageContaining("not finite as F16");
        assertThatThrownBy(() -> builder.append(one.mul(Float.NaN), new int[] {0}))
                .hasMessageContaining("not finite");
        assertThatThrownBy(() ->
                        new FeatureRows.Builder(SHAPE, ElementType.I8, 2).append(one.mul(Float.NaN), new int[] {0}))
                .hasMessageContaining("not finite");
        assertThatThrownBy(builder::build).hasMessageContaining("no rows");
        builder.append(one, new int[] {0}).append(one, new int[] {0});
        assertThatThrownBy(() -> builder.append(one, new int[] {0})).hasMessageContaining("capacity 2");
        FeatureRows rows = builder.build();
        assertThatThrownBy(() -> builder.append(one, new int[] {0})).hasMessageContaining("built already");
        assertThatThrownBy(() -> rows.batch(manager, new int[] {2})).hasMessageContaining("row 2 is not in [0, 2)");
        assertThatThrownBy(() -> rows.label(-1)).hasMessageContaining("row -1");
        assertThatThrownBy(() -> new FeatureRows.Builder(SHAPE, ElementType.I64, 2))
                .hasMessageContaining("not I64");
        assertThatThrownBy(() -> FeatureRows.concat(List.of(rows, rows(SHAPE, ElementType.F32, 2, 1))))
                .hasMessageContaining("convert them first");
        assertThatThrownBy(() -> rows(SHAPE, ElementType.F32, 4, 1).rowsPerClass(3))
                .hasMessageContaining("label 3");
    }

    @Test
    void convertsBetweenElementTypes() {
        FeatureRows full = rows(SHAPE, ElementType.F32, 600, 5);
        FeatureRows half = full.as(ElementType.F16);
        assertThat(half.rows()).isEqualTo(600);
        FeatureRows direct = rows(SHAPE, ElementType.F16, 600, 5);
        for (int row = 0; row < 600; row++) {
            assertThat(half.storedRow(row)).isEqualTo(direct.storedRow(row));
            assertThat(half.label(row)).isEqualTo(direct.label(row));
        }
        assertThat(full.as(ElementType.F32)).isSameAs(full);
    }

    @ParameterizedTest
    @EnumSource(names = "I64", mode = EnumSource.Mode.EXCLUDE)
    void originalFeaturesComeBackFromDisk(ElementType type, @TempDir Path folder) throws Exception {
        OriginalFeatures saved = OriginalFeatures.of(rows(SHAPE, type, 20, 4));
        Path file = folder.resolve("features");
        saved.save(file);
        OriginalFeatures loaded = OriginalFeatures.load(file);
        assertThat(loaded.rows()).isEqualTo(20);
        assertThat(loaded.type()).isEqualTo(type);
        int[] chosen = {19, 0, 5};
        assertThat(loaded.batch(manager, chosen).toFloatArray())
                .isEqualTo(saved.batch(manager, chosen).toFloatArray());
        assertThat(loaded.labels(manager, chosen).toLongArray())
                .isEqualTo(saved.labels(manager, chosen).toLongArray());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> OriginalFeatures.load(file)).isInstanceOf(HostileFileException.class);
    }
}
