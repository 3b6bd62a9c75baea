package io.veilpool.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.HostTensor;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.SafeTensors;
import io.veilpool.model.tensor.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Golden outputs from golden_resnet.py, an implementation in numpy that shares no line with this one. */
class GoldenResNetTest {
    private static final int CLASSES = 7;
    private static final ImageSpec IMAGE = new ImageSpec(3, 64, 48);
    /** Relative to the greatest value: float32 through 50 layers against float64; 2e-5 seen. */
    private static final double TOLERANCE = 2e-4;

    @ParameterizedTest
    @ValueSource(strings = {"resnet-18", "resnet-34", "resnet-50"})
    void computesWhatTorchvisionDefines(String name) throws IOException {
        Architecture backbone = Backbones.named(name, IMAGE, CLASSES);
        JsonNode golden = golden().get(name);
        try (NDManager manager = NDManager.newBaseManager();
                Network whole = Network.of(backbone, weights(backbone))) {
            NDArray input = manager.create(uniform("input", 2 * IMAGE.values()), new Shape(2, 3, 64, 48));
            agrees(golden.get("logits"), whole.forward(input, false));
            for (String hook : List.of("conv2_1", "conv3_1", "conv4_1", "conv5_1", "pooled")) {
                Backbones.Split split = Backbones.split(backbone, HookPoint.parse(hook));
                try (Network featurizer = whole.part(split.featurizer());
                        Network decider = whole.part(split.decider())) {
                    NDArray features = featurizer.forward(input, false);
                    agrees(golden.get(hook), features);
                    agrees(golden.get("logits"), decider.forward(features, false));
                }
            }
        }
    }

    @Test
    void loadsAStateDictWithItsCountersAndGoldenPair(@TempDir Path folder) throws Exception {
        Architecture backbone = Backbones.named("resnet-18", IMAGE, CLASSES);
        Map<String, HostTensor> exported = new TreeMap<>(weights(backbone).tensors());
        exported.put("bn1.num_batches_tracked", HostTensor.of(new long[] {100}));
        exported.put("layer1.0.bn1.num_batches_tracked", HostTensor.of(new long[] {100}));
        exported.put("golden.input", HostTensor.of(uniform("input", 2 * IMAGE.values()), 2, 3, 64, 48));
        float[] logits = new float[2 * CLASSES];
        JsonNode golden = golden().get("resnet-18").get("logits").get("values");
        for (int i = 0; i < logits.length; i++) {
            logits[i] = golden.get(i).floatValue();
        }
        exported.put("golden.output", HostTensor.of(logits, 2, CLASSES));
        Path file = folder.resolve("resnet18.safetensors");
        SafeTensors.write(file, Weights.of(exported), Map.of("format", "pt"));
        try (Network loaded = StateDict.open(file, backbone)) {
            assertThat(loaded.weights()).isEqualTo(weights(backbone));
        }
        refused(file, Backbones.named("resnet-18", IMAGE, CLASSES + 1), "fc.bias has shape [7], resnet-18 needs [8]");
        refused(file, Backbones.named("resnet-34", IMAGE, CLASSES), "no state_dict of resnet-34");
        refused(file, Backbones.named("resnet-18", new ImageSpec(3, 64, 64), CLASSES), "a golden pair is");
        logits[3] += 1;
        exported.put("golden.output", HostTensor.of(logits, 2, CLASSES));
        SafeTensors.write(file, Weights.of(exported), Map.of());
        refused(file, backbone, "differs from the golden one");
        exported.remove("golden.input");
        SafeTensors.write(file, Weights.of(exported), Map.of());
        refused(file, backbone, "a golden pair is");
    }

    private static void refused(Path file, Architecture backbone, String message) {
        assertThatThrownBy(() -> StateDict.open(file, backbone))
                .isInstanceOf(HostileFileException.class)
                .hasMessageContaining(message);
    }

    private static void agrees(JsonNode expected, NDArray found) {
        List<Long> shape = new java.util.ArrayList<>();
        expected.get("shape").forEach(side -> shape.add(side.longValue()));
        float[] flat = found.toFloatArray();
        assertThat((long) flat.length).isEqualTo(shape.stream().reduce(1L, (a, b) -> a * b));
        JsonNode values = expected.get("values");
        int step = Math.max(1, flat.length / 64);
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < values.size(); i++) {
            scale = Math.max(scale, Math.abs(values.get(i).doubleValue()));
            difference = Math.max(difference, Math.abs(values.get(i).doubleValue() - flat[i * step]));
        }
        assertThat(difference / scale).isLessThan(TOLERANCE);
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = GoldenResNetTest.class.getResourceAsStream("golden-resnet.json")) {
            return JsonMapper.builder().build().readTree(in);
        }
    }

    private static Weights weights(Architecture architecture) {
        Map<String, HostTensor> tensors = new TreeMap<>();
        architecture.tensors().forEach((name, shape) -> {
            long[] sides = shape.stream().mapToLong(Long::longValue).toArray();
            float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b))];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) scaled(name, sides, hash(name, i));
            }
            tensors.put(name, HostTensor.of(values, sides));
        });
        return Weights.of(tensors);
    }

    private static double scaled(String name, long[] sides, double u) {
        return switch (sides.length) {
            case 4 -> (2 * u - 1) * Math.sqrt(6.0 / (sides[1] * sides[2] * sides[3]));
            case 2 -> (2 * u - 1) * Math.sqrt(3.0 / sides[1]);
            default ->
                name.endsWith("running_var") ? 0.5 + u : name.endsWith("weight") ? 0.5 + 0.5 * u : 0.2 * (u - 0.5);
        };
    }

    private static float[] uniform(String name, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) hash(name, i);
        }
        return values;
    }

    /** The same numbers in [0, 1) as {@code uniform} of golden_resnet.py. */
    private static double hash(String name, int index) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        int h = (int) crc.getValue() + index * (int) 2654435761L;
        h = (h ^ (h >>> 16)) * (int) 2246822519L;
        h = (h ^ (h >>> 13)) * (int) 3266489917L;
        h ^= h >>> 16;
        return (h & 0xFFFFFFFFL) / 4294967296.0;
    }
}
