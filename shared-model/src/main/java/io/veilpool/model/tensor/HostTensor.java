package io.veilpool.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in plain memory, under 2 GiB.
 *
 * @param shape row-major; empty for a scalar; every dimension at least 1
 * @param data  little-endian elements; each call of the accessor gives a new read-only view at position 0
 */
public record HostTensor(ElementType type, List<Long> shape, ByteBuffer data) {
    public HostTensor {
        shape = List.copyOf(shape);
        data = data.slice().asReadOnlyBuffer();
        long needed = values(shape) * type.bytes();
        if (data.remaining() != needed) {
            throw new IllegalArgumentException(
                    "a tensor " + type + shape + " needs " + needed + " bytes, got " + data.remaining());
        }
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of elements. */
    public long values() {
        return values(shape);
    }

    /** A float32 tensor of these values. */
    public static HostTensor of(float[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return new HostTensor(ElementType.F32, Arrays.stream(shape).boxed().toList(), buffer);
    }

    /** An int64 tensor of these values. */
    public static HostTensor of(long[] values, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return new HostTensor(ElementType.I64, Arrays.stream(shape).boxed().toList(), buffer);
    }

    /** A copy of the array's values in heap memory; the array stays open. */
    public static HostTensor copyOf(NDArray array) {
        ElementType type = ElementType.of(array.getDataType());
        ByteBuffer copy = ByteBuffer.wrap(array.toByteArray());
        return new HostTensor(
                type, Arrays.stream(array.getShape().getShape()).boxed().toList(), copy);
    }

    /** A new array of the same type and shape on the manager's device, owned by the manager. */
    public NDArray copyTo(NDManager manager) {
        ByteBuffer direct = manager.allocateDirect(data.remaining());
        direct.put(data());
        direct.rewind();
        return manager.create(
                direct, new Shape(shape.stream().mapToLong(Long::longValue).toArray()), type.dataType());
    }

    /** @throws IllegalArgumentException if a dimension is below 1 or the product leaves the range of a long */
    static long values(List<Long> shape) {
        long product = 1;
        for (long dimension : shape) {
            if (dimension < 1) {
                throw new IllegalArgumentException("every dimension must be at least 1, got shape " + shape);
            }
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }
}
