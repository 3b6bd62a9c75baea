package io.veilpool.model.tensor;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** A tensor of any size in plain memory, in one or more pieces that follow one another; little-endian. */
record StoredTensor(ElementType type, List<Long> shape, List<MemorySegment> pieces) {
    StoredTensor {
        shape = List.copyOf(shape);
        pieces = List.copyOf(pieces);
        long needed = Math.multiplyExact(HostTensor.values(shape), type.bytes());
        long held = pieces.stream().mapToLong(MemorySegment::byteSize).sum();
        if (held != needed) {
            throw new IllegalArgumentException("a tensor " + type + shape + " needs " + needed + " bytes, got " + held);
        }
    }

    static StoredTensor of(HostTensor tensor) {
        return new StoredTensor(tensor.type(), tensor.shape(), List.of(MemorySegment.ofBuffer(tensor.data())));
    }

    long bytes() {
        return HostTensor.values(shape) * type.bytes();
    }
}
