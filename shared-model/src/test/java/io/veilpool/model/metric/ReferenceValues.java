package io.veilpool.model.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Inputs and values that src/test/python/reference_metrics.py computed (tool versions inside). */
public final class ReferenceValues {
    private final JsonNode values;

    public ReferenceValues() {
        try (InputStream in = Objects.requireNonNull(ReferenceValues.class.getResourceAsStream("reference.json"))) {
            values = JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public double number(String name) {
        return values.get(name).asDouble();
    }

    public double[] numbers(String name) {
        JsonNode array = values.get(name);
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }

    public float[] floats(String name) {
        double[] numbers = numbers(name);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    public long[] longs(String name) {
        double[] numbers = numbers(name);
        long[] longs = new long[numbers.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (long) numbers[i];
        }
        return longs;
    }

    /** Images {@code a} or {@code b}, (3, 3, 13, 17) in [0, 1]. */
    public NDArray images(NDManager manager, String name, DataType type) {
        double[] pixels = numbers(name);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] /= 255;
        }
        double[] sides = numbers("shape");
        Shape shape = new Shape((long) sides[0], (long) sides[1], (long) sides[2], (long) sides[3]);
        return manager.create(pixels, shape).toType(type, false);
    }
}
