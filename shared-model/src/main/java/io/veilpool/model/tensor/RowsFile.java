package io.veilpool.model.tensor;

import io.veilpool.model.protocol.FeatureShape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Feature rows as tensors of a safetensors file: the values (N, C, H, W), int64 labels (N), for I8 the scales (N, groups). */
final class RowsFile {
    static final String LABELS = "labels";
    static final String SCALES = "scales";
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private RowsFile() {}

    static SortedMap<String, StoredTensor> tensors(String valuesName, FeatureRows rows) {
        FeatureShape shape = rows.shape();
        long n = rows.rows();
        SortedMap<String, StoredTensor> tensors = new TreeMap<>();
        tensors.put(
                valuesName,
                new StoredTensor(
                        rows.type(),
                        List.of(n, (long) shape.channels(), (long) shape.height(), (long) shape.width()),
                        rows.blocks().stream().map(RowBlock::values).toList()));
        if (rows.layout().groups() > 0) {
            tensors.put(
                    SCALES,
                    new StoredTensor(
                            ElementType.F32,
                            List.of(n, (long) rows.layout().groups()),
                            rows.blocks().stream().map(RowBlock::scales).toList()));
        }
        tensors.put(LABELS, new StoredTensor(ElementType.I64, List.of(n), List.of(labels(rows))));
        return tensors;
    }

    private static MemorySegment labels(FeatureRows rows) {
        MemorySegment labels = MemorySegment.ofArray(new byte[Math.multiplyExact(rows.rows(), Long.BYTES)]);
        long offset = 0;
        for (RowBlock block : rows.blocks()) {
            for (int label : block.labels()) {
                labels.set(LONG, offset, label);
                offset += Long.BYTES;
            }
        }
        return labels;
    }

    /** @param greatestLabel inclusive */
    static FeatureRows rows(String valuesName, SafeTensorsFile file, int greatestLabel) throws HostileFileException {
        Map<String, StoredTensor> tensors = file.tensors();
        StoredTensor values = tensors.get(valuesName);
        StoredTensor labels = tensors.get(LABELS);
        if (values == null || labels == null || values.shape().size() != 4) {
            throw new HostileFileException("the file needs tensors " + valuesName + " (N, C, H, W) and " + LABELS);
        }
        RowLayout layout = layout(values);
        long n = values.shape().getFirst();
        boolean scaled = layout.groups() > 0;
        StoredTensor scales = tensors.get(SCALES);
        if (!tensors.keySet().equals(scaled ? Set.of(valuesName, LABELS, SCALES) : Set.of(valuesName, LABELS))) {
            throw new HostileFileException(
                    "the file holds other tensors than rows need, " + tensors.size() + " in all");
        }
        require(LABELS, labels, ElementType.I64, List.of(n));
        MemorySegment scaleBytes = MemorySegment.ofArray(new byte[0]);
        if (scales != null) {
            require(SCALES, scales, ElementType.F32, List.of(n, (long) layout.groups()));
            scaleBytes = scales.pieces().getFirst();
            requireNoNegative(scaleBytes);
        }
        int[] classOfRow = labels(labels.pieces().getFirst(), greatestLabel);
        return FeatureRows.of(new RowBlock(layout, values.pieces().getFirst(), scaleBytes, classOfRow));
    }

    private static RowLayout layout(StoredTensor values) throws HostileFileException {
        try {
            int rows = Math.toIntExact(values.shape().getFirst());
            int channels = Math.toIntExact(values.shape().get(1));
            int height = Math.toIntExact(values.shape().get(2));
            int width = Math.toIntExact(values.shape().get(3));
            Math.multiplyExact(rows, Long.BYTES);
            return new RowLayout(new FeatureShape(channels, height, width), values.type());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new HostileFileException("rows of " + values.type() + values.shape() + " are not accepted", e);
        }
    }

    private static void require(String name, StoredTensor tensor, ElementType type, List<Long> shape)
            throws HostileFileException {
        if (tensor.type() != type || !tensor.shape().equals(shape)) {
            throw new HostileFileException(
                    name + " must be " + type + shape + ", is " + tensor.type() + tensor.shape());
        }
    }

    private static void requireNoNegative(MemorySegment scales) throws HostileFileException {
        ValueLayout.OfInt bits = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        for (long offset = 0; offset < scales.byteSize(); offset += Float.BYTES) {
            if (scales.get(bits, offset) < 0) {
                throw new HostileFileException("scale " + offset / Float.BYTES + " is negative");
            }
        }
    }

    private static int[] labels(MemorySegment stored, int greatest) throws HostileFileException {
        int[] labels = new int[Math.toIntExact(stored.byteSize() / Long.BYTES)];
        for (int row = 0; row < labels.length; row++) {
            long label = stored.get(LONG, (long) row * Long.BYTES);
            if (label < 0 || label > greatest) {
                throw new HostileFileException(
                        "label " + label + " of row " + row + " is not in [0, " + greatest + "]");
            }
            labels[row] = (int) label;
        }
        return labels;
    }
}
