package io.veilpool.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every single change of a valid architecture is refused, or is another valid one that comes back as it was read. */
class HostileArchitectureTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ImageSpec CIFAR = new ImageSpec(3, 32, 32);

    static Stream<Architecture> valid() {
        Backbones.Split split =
                Backbones.split(Backbones.named("small-resnet-8", CIFAR, 10), HookPoint.parse("conv3_1"));
        FeatureShape features = split.featurizer().output();
        return Stream.of(
                split.featurizer(),
                split.decider(),
                ReconstructorSpec.PUBLISHED.architecture(features, CIFAR),
                new ReconstructorSpec(ReconstructorSpec.Type.RESIDUAL, 3, 4, ReconstructorSpec.Normalisation.CLAMP)
                        .architecture(features, CIFAR),
                new DpmSpec("BOTTLENECK", 2, 16).architecture(features),
                new DpmSpec("PLAIN", 3, 24).architecture(features));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void comesBackAsItWasWritten(Architecture architecture) {
        assertThat(Architecture.parse(architecture.json())).isEqualTo(architecture);
    }

    @Test
    void bringsBackTheLargestBackbone() {
        Architecture network = Backbones.named("resnet-101", new ImageSpec(3, 512, 512), 1000);
        assertThat(Architecture.parse(network.json())).isEqualTo(network);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void refusesEveryMissingAndEveryUnknownField(Architecture architecture) {
        List<ObjectNode> objects = new ArrayList<>();
        JsonNode root = JSON.readTree(architecture.json());
        collect(root, objects);
        for (ObjectNode object : objects) {
            for (String field : List.copyOf(object.propertyNames())) {
                JsonNode removed = object.remove(field);
                refused(root);
                object.set(field, removed);
            }
            object.put("code", "x");
            refused(root);
            object.remove("code");
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void refusesEveryFieldOfAnotherType(Architecture architecture) {
        List<ObjectNode> objects = new ArrayList<>();
        JsonNode root = JSON.readTree(architecture.json());
        collect(root, objects);
        for (ObjectNode object : objects) {
            for (String field : List.copyOf(object.propertyNames())) {
                JsonNode original = object.get(field);
                for (String other :
                        List.of("null", "[]", "{}", "\"x!\"", "1.5", "-1", "0", "2147483648", "true", "1e3")) {
                    JsonNode wrong = JSON.readTree(other);
                    if (stillValid(field, original, wrong)) {
                        continue;
                    }
                    object.set(field, wrong);
                    refused(root);
                }
                object.set(field, original);
            }
        }
    }

    /** Values that are as good as the one they replace: names of people, flags, a padding that changes no size, no shortcut. */
    private static boolean stillValid(String field, JsonNode original, JsonNode wrong) {
        return wrong.equals(original)
                || (field.equals("name") && wrong.isString())
                || (original.isBoolean() && wrong.isBoolean())
                || (field.equals("padding") && wrong.isInt() && wrong.intValue() == 0)
                || (field.equals("shortcut") && wrong.isArray());
    }

    @Test
    void refusesEveryIntegerBeyondItsBounds() {
        String text = Backbones.named("small-resnet-8", CIFAR, 10).json();
        for (String field : List.of("in", "out", "kernel", "stride", "padding", "channels")) {
            for (long wrong : new long[] {-1, 8193, 1_000_000, Integer.MAX_VALUE}) {
                String changed = text.replaceFirst("\"" + field + "\":\\d+", "\"" + field + "\":" + wrong);
                assertThat(changed).isNotEqualTo(text);
                assertRefused(changed);
            }
        }
    }

    @Test
    void refusesLayersThatDoNotFit() {
        JsonNode root =
                JSON.readTree(Backbones.named("small-resnet-8", CIFAR, 10).json());
        ArrayNode layers = (ArrayNode) root.get("layers");
        for (int i = 0; i < layers.size(); i++) {
            JsonNode layer = layers.get(i);
            if (!layer.get("type").stringValue().equals("relu")) {
                layers.remove(i);
                boolean batchNormOrSameSize = layer.get("type").stringValue().equals("batch-norm")
                        || layer.get("name").stringValue().endsWith(".1")
                        || layer.get("name").stringValue().equals("layer1.0")
                        || layer.get("name").stringValue().equals("fc");
                if (!batchNormOrSameSize) {
                    refused(root);
                }
                layers.insert(i, layer);
            }
            layers.insert(i, layer.deepCopy());
            refused(root); // two layers of one name
            layers.remove(i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "\"x\"",
                "{",
                "{}",
                "{\"version\":1,\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"relu\"}]} x",
                "{\"version\":2,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8],\"layers\":[{\"name\":\"a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,0],\"layers\":[{\"name\":\"a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[8192,8192,8192],\"layers\":[{\"name\":\"a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[7]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"python\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\"../a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\".a\",\"type\":\"relu\"}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"linear\",\"in\":1,\"out\":5}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[1,2,2],\"layers\":[{\"name\":\"a\",\"type\":\"max-pool\",\"kernel\":3,\"stride\":2,\"padding\":0}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[6,2,2],\"layers\":[{\"name\":\"a\",\"type\":\"pixel-shuffle\",\"factor\":2}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[64,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"pixel-shuffle\",\"factor\":1}]}",
                "{\"version\":1,\"name\":\"a\",\"input\":[8192,8,8],\"layers\":[{\"name\":\"a\",\"type\":\"resize\",\"height\":1024,\"width\":1024}]}"
            })
    void refusesOddTexts(String text) {
        assertRefused(text);
    }

    @Test
    void refusesTooManyParametersBeforeAnyIsMade() {
        List<NamedLayer> layers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            layers.add(new NamedLayer("fc" + i, new Layer.Linear(8192, 8192))); // 67 million each
        }
        assertThatThrownBy(() -> new Architecture("wide", new FeatureShape(8192, 1, 1), layers))
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageContaining("201351168 parameters")
                .hasMessageContaining("at most 200000000");
    }

    @Test
    void refusesTooMuchWork() {
        List<NamedLayer> layers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            layers.add(new NamedLayer("conv" + i, new Layer.Convolution(64, 64, 11, 1, 5, false)));
        }
        // 512 x 512 x 64 x 64 x 121 = 1.3e11 multiplications each
        assertThatThrownBy(() -> new Architecture("slow", new FeatureShape(64, 512, 512), layers))
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageContaining("multiplications");
    }

    @Test
    void refusesDeepNestingAndLongTexts() {
        String inner = "{\"name\":\"a\",\"type\":\"relu\"}";
        for (int i = 0; i < 3; i++) {
            inner = "{\"name\":\"r\",\"type\":\"residual\",\"main\":[" + inner + "],\"shortcut\":[]}";
        }
        assertRefused("{\"version\":1,\"name\":\"a\",\"input\":[1,8,8],\"layers\":[" + inner + "]}");
        assertRefused("[".repeat(100_000));
        assertRefused(" ".repeat(1 << 21));
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(child -> collect(child, objects));
    }

    private static void refused(JsonNode root) {
        assertRefused(JSON.writeValueAsString(root));
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> Architecture.parse(text))
                .as(text.length() > 400 ? text.substring(0, 400) : text)
                .isInstanceOf(InvalidArchitectureException.class)
                .hasMessageMatching("(?s).{10,400}");
    }
}
