package io.veilpool.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.FeatureShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Feature rows of one shape and element type with their class indices, in plain memory or in mapped files, of any size;
 * immutable. Whether they are original or poisoned is said by the type around them.
 */
public final class FeatureRows {
    private static final int CONVERTED_AT_ONCE = 256;

    private final RowLayout layout;
    private final List<RowBlock> blocks;
    /** First row of each block, then the number of rows. */
    private final int[] starts;

    private FeatureRows(RowLayout layout, List<RowBlock> blocks) {
        this.layout = layout;
        this.blocks = List.copyOf(blocks);
        this.starts = new int[blocks.size() + 1];
        for (int i = 0; i < blocks.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], blocks.get(i).rows());
        }
    }

    static FeatureRows of(RowBlock block) {
        return new FeatureRows(block.layout(), List.of(block));
    }

    /** Views, no copies. */
    static FeatureRows concat(List<FeatureRows> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("needs at least one part");
        }
        RowLayout layout = parts.getFirst().layout;
        List<RowBlock> blocks = new ArrayList<>();
        for (FeatureRows part : parts) {
            if (!part.layout.equals(layout)) {
                throw new IllegalArgumentException("rows of " + part.layout.type() + " " + part.layout.shape()
                        + " cannot follow rows of " + layout.type() + " " + layout.shape() + "; convert them first");
            }
            blocks.addAll(part.blocks);
        }
        return new FeatureRows(layout, blocks);
    }

    /** Rows {@code from} to before {@code to}, as views. */
    public FeatureRows slice(int from, int to) {
        List<RowBlock> parts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            int first = Math.max(from, starts[i]) - starts[i];
            int last = Math.min(to, starts[i + 1]) - starts[i];
            if (first < last) {
                parts.add(blocks.get(i).slice(first, last));
            }
        }
        return new FeatureRows(layout, parts);
    }

    /**
     * These rows, as views; rows that follow one another stay together.
     *
     * @param rows ascending, without repeats
     */
    public FeatureRows select(int[] rows) {
        List<RowBlock> parts = new ArrayList<>();
        int from = 0;
        while (from < rows.length) {
            int to = from + 1;
            while (to < rows.length && rows[to] == rows[to - 1] + 1) {
                to++;
            }
            parts.addAll(slice(rows[from], rows[to - 1] + 1).blocks);
            from = to;
        }
        return new FeatureRows(layout, parts);
    }

    public int rows() {
        return starts[blocks.size()];
    }

    public FeatureShape shape() {
        return layout.shape();
    }

    public ElementType type() {
        return layout.type();
    }

    RowLayout layout() {
        return layout;
    }

    List<RowBlock> blocks() {
        return blocks;
    }

    public int label(int row) {
        int block = blockOf(row);
        return blocks.get(block).labels()[row - starts[block]];
    }

    /** New array (n, C, H, W) float32 of the chosen rows, owned by the manager. */
    public NDArray batch(NDManager manager, int[] rows) {
        FeatureShape shape = layout.shape();
        Shape result = new Shape(rows.length, shape.channels(), shape.height(), shape.width());
        long rowBytes = layout.valueBytes();
        // Freed with the arena at once; buffers of the collector would pile up in a training loop.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment gathered = arena.allocate(rows.length * rowBytes, Long.BYTES);
            for (int i = 0; i < rows.length; i++) {
                int block = blockOf(rows[i]);
                int row = rows[i] - starts[block];
                MemorySegment.copy(blocks.get(block).values(), row * rowBytes, gathered, i * rowBytes, rowBytes);
            }
            try (NDArray stored = wrap(manager, gathered, result, layout.type().dataType())) {
                return switch (layout.type()) {
                    case F32 -> stored.duplicate();
                    case F16 -> stored.toType(DataType.FLOAT32, true);
                    case I8 -> scaled(manager, arena, stored, rows);
                    case I64 -> throw new IllegalStateException("a layout never has I64");
                };
            }
        }
    }

    private NDArray scaled(NDManager manager, Arena arena, NDArray stored, int[] rows) {
        long scaleBytes = layout.scaleBytes();
        MemorySegment gathered = arena.allocate(rows.length * scaleBytes, Long.BYTES);
        for (int i = 0; i < rows.length; i++) {
            int block = blockOf(rows[i]);
            int row = rows[i] - starts[block];
            MemorySegment.copy(blocks.get(block).scales(), row * scaleBytes, gathered, i * scaleBytes, scaleBytes);
        }
        Shape perGroup = new Shape(rows.length, layout.groups(), 1);
        NDArray values = stored.toType(DataType.FLOAT32, true);
        try (NDArray scales = wrap(manager, gathered, perGroup, DataType.FLOAT32);
                NDArray groups = values.reshape(rows.length, layout.groups(), -1)) {
            groups.muli(scales);
        }
        return values;
    }

    private static NDArray wrap(NDManager manager, MemorySegment memory, Shape shape, DataType type) {
        ByteBuffer buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        return manager.create(buffer, shape, type);
    }

    /** New array (n) int64 of the chosen rows' class indices, owned by the manager. */
    public NDArray labels(NDManager manager, int[] rows) {
        return manager.create(Arrays.stream(rows).mapToLong(this::label).toArray());
    }

    /**
     * Number of rows of each class.
     *
     * @throws IllegalArgumentException if a label is not below {@code classes}
     */
    public int[] rowsPerClass(int classes) {
        int[] counts = new int[classes];
        for (RowBlock block : blocks) {
            for (int label : block.labels()) {
                if (label >= classes) {
                    throw new IllegalArgumentException("label " + label + " is not in [0, " + classes + ")");
                }
                counts[label]++;
            }
        }
        return counts;
    }

    /** The row's values as float32, without the engine. */
    public void copyRow(int row, float[] target) {
        int block = blockOf(row);
        blocks.get(block).copyRow(row - starts[block], target);
    }

    /** The row as it is stored: values, then scales if any; read-only. */
    public ByteBuffer storedRow(int row) {
        int block = blockOf(row);
        MemorySegment values = blocks.get(block).rowValues(row - starts[block]);
        if (layout.groups() == 0) {
            return values.asByteBuffer().asReadOnlyBuffer();
        }
        ByteBuffer both = ByteBuffer.allocate(Math.toIntExact(layout.valueBytes() + layout.scaleBytes()));
        both.put(values.asByteBuffer());
        both.put(blocks.get(block).rowScales(row - starts[block]).asByteBuffer());
        return both.rewind().asReadOnlyBuffer();
    }

    /** The same rows in another element type; these rows themselves if it is theirs. */
    public FeatureRows as(ElementType type) {
        if (type == layout.type()) {
            return this;
        }
        Builder builder = new Builder(layout.shape(), type, rows());
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int start = 0; start < rows(); start += CONVERTED_AT_ONCE) {
                int first = start;
                int[] chosen = new int[Math.min(CONVERTED_AT_ONCE, rows() - start)];
                Arrays.setAll(chosen, i -> first + i);
                try (NDArray batch = batch(manager, chosen)) {
                    builder.append(batch, Arrays.stream(chosen).map(this::label).toArray());
                }
            }
        }
        return builder.build();
    }

    private int blockOf(int row) {
        if (row < 0 || row >= rows()) {
            throw new IndexOutOfBoundsException("row " + row + " is not in [0, " + rows() + ")");
        }
        int found = Arrays.binarySearch(starts, row);
        return found >= 0 ? found : -found - 2;
    }

    /** Collects rows; see {@link FeatureRowsBuilder}. */
    public static final class Builder {
        private final FeatureRowsBuilder rows;

        /**
         * Takes the memory at once.
         *
         * @param capacity greatest number of rows
         */
        public Builder(FeatureShape shape, ElementType type, int capacity) {
            this(shape, type, capacity, RowMemory.RESIDENT);
        }

        /** The same elsewhere. */
        public Builder(FeatureShape shape, ElementType type, int capacity, RowMemory memory) {
            rows = new FeatureRowsBuilder(shape, type, capacity, memory);
        }

        /**
         * Adds rows at the end.
         *
         * @param batch  (n, C, H, W) float32, finite and within the range of the element type; not closed
         * @param labels n class indices, at least 0
         */
        public Builder append(NDArray batch, int[] labels) {
            rows.append(batch, labels);
            return this;
        }

        /** What was appended; the builder cannot be used afterwards. */
        public FeatureRows build() {
            return rows.build();
        }
    }
}
