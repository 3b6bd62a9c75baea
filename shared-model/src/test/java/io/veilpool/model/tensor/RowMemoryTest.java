package io.veilpool.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowMemoryTest {
    private static final FeatureShape SHAPE = new FeatureShape(2, 3, 3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "I8"})
    void holdsTheSameRowsOnDiskAsInMemory(ElementType type) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch = manager.arange(0f, 5 * 18f).reshape(new Shape(5, 2, 3, 3));
            int[] labels = {0, 1, 2, 1, 0};
            FeatureRows resident = new FeatureRows.Builder(SHAPE, type, 5)
                    .append(batch, labels)
                    .build();
            FeatureRows onDisk = new FeatureRows.Builder(SHAPE, type, 5, RowMemory.onDisk(folder))
                    .append(batch, labels)
                    .build();
            for (int row = 0; row < 5; row++) {
                assertThat(onDisk.storedRow(row)).isEqualTo(resident.storedRow(row));
                assertThat(onDisk.label(row)).isEqualTo(labels[row]);
            }
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void givesZerosOfItsOwnEachTime() {
        RowMemory memory = RowMemory.onDisk(folder);
        MemorySegment first = memory.take(3_000_001);
        first.set(ValueLayout.JAVA_BYTE, 3_000_000, (byte) 1);
        MemorySegment second = memory.take(3_000_001);
        assertThat(second.byteSize()).isEqualTo(3_000_001);
        assertThat(second.get(ValueLayout.JAVA_BYTE, 3_000_000)).isZero();
        assertThat(first.get(ValueLayout.JAVA_BYTE, 3_000_000)).isOne();
    }

    @Test
    void saysHowMuchRoomItWanted() {
        assertThatThrownBy(() -> RowMemory.onDisk(folder.resolve("absent")).take(1_500))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("1,500 bytes of rows");
    }
}
