package io.veilpool.model.architecture;

import io.veilpool.model.protocol.FeatureShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of an architecture. The reader takes exactly the fields that the writer writes. */
final class ArchitectureJson {
    private static final int VERSION = 1;
    private static final int MAX_LENGTH = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(12)
                            .maxStringLength(256)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ArchitectureJson() {}

    static String write(Architecture architecture) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put("name", architecture.name());
        FeatureShape input = architecture.input();
        root.putArray("input").add(input.channels()).add(input.height()).add(input.width());
        write(root.putArray("layers"), architecture.layers());
        return JSON.writeValueAsString(root);
    }

    private static void write(ArrayNode target, List<NamedLayer> layers) {
        for (NamedLayer named : layers) {
            ObjectNode node = target.addObject();
            node.put("name", named.name());
            switch (named.layer()) {
                case Layer.Convolution c ->
                    node.put("type", "convolution")
                            .put("in", c.in())
                            .put("out", c.out())
                            .put("kernel", c.kernel())
                            .put("stride", c.stride())
                            .put("padding", c.padding())
                            .put("bias", c.bias());
                case Layer.BatchNorm b -> node.put("type", "batch-norm").put("channels", b.channels());
                case Layer.Relu r -> node.put("type", "relu");
                case Layer.MaxPool p ->
                    node.put("type", "max-pool")
                            .put("kernel", p.kernel())
                            .put("stride", p.stride())
                            .put("padding", p.padding());
                case Layer.GlobalAveragePool g -> node.put("type", "global-average-pool");
                case Layer.Linear l ->
                    node.put("type", "linear").put("in", l.in()).put("out", l.out());
                case Layer.Resize r ->
                    node.put("type", "resize").put("height", r.height()).put("width", r.width());
                case Layer.PixelShuffle p -> node.put("type", "pixel-shuffle").put("factor", p.factor());
                case Layer.MinMax m -> node.put("type", "min-max");
                case Layer.Clamp c -> node.put("type", "clamp");
                case Layer.Residual r -> {
                    node.put("type", "residual");
                    write(node.putArray("main"), r.main());
                    write(node.putArray("shortcut"), r.shortcut());
                }
            }
        }
    }

    static Architecture parse(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new InvalidArchitectureException(
                    "an architecture has at most " + MAX_LENGTH + " characters, got " + json.length());
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new InvalidArchitectureException("not JSON as expected: " + e.getOriginalMessage());
        }
        fields(root, "an architecture", Set.of("version", "name", "input", "layers"));
        if (integer(root, "version") != VERSION) {
            throw new InvalidArchitectureException("version must be " + VERSION + ", was " + integer(root, "version"));
        }
        JsonNode input = root.get("input");
        if (!input.isArray() || input.size() != 3) {
            throw new InvalidArchitectureException("input must be three integers: channels, height, width");
        }
        if (root.get("layers").isEmpty()) {
            throw new InvalidArchitectureException("layers must not be empty");
        }
        int[] size = new int[3];
        for (int i = 0; i < 3; i++) {
            JsonNode side = input.get(i);
            if (!side.isInt() || side.intValue() < 1 || side.intValue() > Layer.MAX_CHANNELS) {
                throw new InvalidArchitectureException("input holds integers from 1 to " + Layer.MAX_CHANNELS);
            }
            size[i] = side.intValue();
        }
        return new Architecture(
                string(root, "name"), new FeatureShape(size[0], size[1], size[2]), layers(root.get("layers"), 0));
    }

    private static List<NamedLayer> layers(JsonNode array, int depth) {
        if (!array.isArray() || array.size() > 512 || depth > 1) {
            throw new InvalidArchitectureException("layers must be an array of at most 512, nested once at most");
        }
        List<NamedLayer> layers = new ArrayList<>();
        for (JsonNode node : array) {
            layers.add(new NamedLayer(string(node, "name"), layer(node, depth)));
        }
        return layers;
    }

    private static Layer layer(JsonNode node, int depth) {
        String type = string(node, "type");
        return switch (type) {
            case "convolution" -> {
                fields(node, type, Set.of("name", "type", "in", "out", "kernel", "stride", "padding", "bias"));
                if (!node.get("bias").isBoolean()) {
                    throw new InvalidArchitectureException("bias must be true or false");
                }
                yield new Layer.Convolution(
                        integer(node, "in"),
                        integer(node, "out"),
                        integer(node, "kernel"),
                        integer(node, "stride"),
                        integer(node, "padding"),
                        node.get("bias").booleanValue());
            }
            case "batch-norm" -> {
                fields(node, type, Set.of("name", "type", "channels"));
                yield new Layer.BatchNorm(integer(node, "channels"));
            }
            case "relu" -> bare(node, type, new Layer.Relu());
            case "max-pool" -> {
                fields(node, type, Set.of("name", "type", "kernel", "stride", "padding"));
                yield new Layer.MaxPool(integer(node, "kernel"), integer(node, "stride"), integer(node, "padding"));
            }
            case "global-average-pool" -> bare(node, type, new Layer.GlobalAveragePool());
            case "linear" -> {
                fields(node, type, Set.of("name", "type", "in", "out"));
                yield new Layer.Linear(integer(node, "in"), integer(node, "out"));
            }
            case "resize" -> {
                fields(node, type, Set.of("name", "type", "height", "width"));
                yield new Layer.Resize(integer(node, "height"), integer(node, "width"));
            }
            case "pixel-shuffle" -> {
                fields(node, type, Set.of("name", "type", "factor"));
                yield new Layer.PixelShuffle(integer(node, "factor"));
            }
            case "min-max" -> bare(node, type, new Layer.MinMax());
            case "clamp" -> bare(node, type, new Layer.Clamp());
            case "residual" -> {
                fields(node, type, Set.of("name", "type", "main", "shortcut"));
                yield new Layer.Residual(layers(node.get("main"), depth + 1), layers(node.get("shortcut"), depth + 1));
            }
            default -> throw new InvalidArchitectureException("there is no layer of this type: " + type);
        };
    }

    private static Layer bare(JsonNode node, String type, Layer layer) {
        fields(node, type, Set.of("name", "type"));
        return layer;
    }

    private static void fields(JsonNode node, String what, Set<String> expected) {
        if (!node.isObject() || !Set.copyOf(node.propertyNames()).equals(expected)) {
            throw new InvalidArchitectureException(
                    what + " must have exactly the fields " + new java.util.TreeSet<>(expected));
        }
    }

    private static int integer(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isInt()) {
            throw new InvalidArchitectureException(field + " must be an integer");
        }
        return value.intValue();
    }

    private static String string(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isString() || value.stringValue().length() > 128) {
            throw new InvalidArchitectureException(field + " must be a string of at most 128 characters");
        }
        return value.stringValue();
    }
}
