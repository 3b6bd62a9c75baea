package io.veilpool.coordinator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.PoisonedFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldBackRowsTest {
    private static final FeatureShape SHAPE = new FeatureShape(1, 1, 1);

    @Test
    void holdsEveryTenthRowBackWhereverItBegins() {
        for (int id = 0; id < 20; id++) {
            HeldBackRows heldBack = new HeldBackRows(new UUID(7, id), 95);
            List<Integer> rows =
                    IntStream.range(0, 95).filter(heldBack::contains).boxed().toList();
            assertThat(rows).hasSizeBetween(9, 10);
            for (int i = 1; i < rows.size(); i++) {
                assertThat(rows.get(i) - rows.get(i - 1)).isEqualTo(HeldBackRows.ONE_IN);
            }
        }
        HeldBackRows small = new HeldBackRows(new UUID(7, 0), 9);
        assertThat(IntStream.range(0, 9).filter(small::contains))
                .as("too few to do without one")
                .isEmpty();
    }

    /** Rows carry their number over both shards as their value. */
    @Test
    void splitsShardsSoThatEachRowIsOnOneSide() {
        HeldBackRows heldBack = new HeldBackRows(new UUID(0, 3), 25);
        List<Integer> back = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        int before = 0;
        for (PoisonedFeatures shard : List.of(shard(0, 12), shard(12, 13))) {
            back.addAll(values(heldBack.of(shard, before)));
            others.addAll(values(heldBack.others(shard, before)));
            before += shard.rows();
        }
        assertThat(back).containsExactly(3, 13, 23);
        assertThat(others)
                .containsExactlyElementsOf(IntStream.range(0, 25)
                        .boxed()
                        .filter(row -> !back.contains(row))
                        .toList());
    }

    private static List<Integer> values(PoisonedFeatures rows) {
        List<Integer> values = new ArrayList<>();
        float[] value = new float[1];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyRow(row, value);
            values.add((int) value[0]);
        }
        return values;
    }

    private static PoisonedFeatures shard(int first, int rows) {
        float[] values = new float[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = first + row;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            return PoisonedFeatures.of(new FeatureRows.Builder(SHAPE, ElementType.F32, rows)
                    .append(manager.create(values, new Shape(rows, 1, 1, 1)), new int[rows])
                    .build());
        }
    }
}
