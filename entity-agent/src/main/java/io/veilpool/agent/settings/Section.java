package io.veilpool.agent.settings;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One mapping of a settings file; keys that nobody asked for are refused at the end. */
final class Section {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private final ObjectNode values;
    private final String prefix;
    private final Path folder;
    private final TreeSet<String> known = new TreeSet<>();

    /** @param folder relative paths count from here */
    Section(ObjectNode values, String prefix, Path folder) {
        this.values = values;
        this.prefix = prefix;
        this.folder = folder;
    }

    Section section(String key) throws InvalidSettingsException {
        JsonNode node = node(key);
        if (node.isMissingNode() || node.isNull()) {
            return new Section(JSON.createObjectNode(), prefix + key + ".", folder);
        }
        if (node instanceof ObjectNode object) {
            return new Section(object, prefix + key + ".", folder);
        }
        throw new InvalidSettingsException(
                prefix + key + " must be a group of keys below it, was " + shown(node) + ".");
    }

    Optional<String> text(String key) throws InvalidSettingsException {
        JsonNode node = node(key);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString() || node.stringValue().isBlank()) {
            throw new InvalidSettingsException(prefix + key + " must be a text, was " + shown(node) + ".");
        }
        return Optional.of(node.stringValue());
    }

    String requiredText(String key, String example) throws InvalidSettingsException {
        return text(key)
                .orElseThrow(() -> new InvalidSettingsException(
                        prefix + key + " is missing. Add a line such as `" + key + ": " + example + "`."));
    }

    Optional<Path> path(String key) throws InvalidSettingsException {
        return text(key).map(this::resolved);
    }

    Path requiredPath(String key, String example) throws InvalidSettingsException {
        return resolved(requiredText(key, example));
    }

    double number(String key, double otherwise) throws InvalidSettingsException {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw new InvalidSettingsException(prefix + key + " must be a number, was " + shown(node) + ".");
        }
        return node.doubleValue();
    }

    long wholeNumber(String key, long otherwise, long least, long greatest) throws InvalidSettingsException {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < least
                || node.longValue() > greatest) {
            throw new InvalidSettingsException(prefix + key + " must be a whole number from " + least + " to "
                    + greatest + ", was " + shown(node) + ".");
        }
        return node.longValue();
    }

    OptionalLong wholeNumber(String key) throws InvalidSettingsException {
        return node(key).isMissingNode()
                ? OptionalLong.empty()
                : OptionalLong.of(wholeNumber(key, 0, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    boolean truth(String key, boolean otherwise) throws InvalidSettingsException {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isBoolean()) {
            throw new InvalidSettingsException(prefix + key + " must be true or false, was " + shown(node) + ".");
        }
        return node.booleanValue();
    }

    <E extends Enum<E>> E oneOf(String key, E otherwise, List<E> allowed) throws InvalidSettingsException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        return allowed.stream()
                .filter(value -> value.name().equals(text.get()))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingsException(
                        prefix + key + " must be one of " + allowed + ", was '" + text.get() + "'."));
    }

    /** A group of keys that replace components of a record of settings; the record checks its values itself. */
    <R extends Record> R record(String key, R otherwise, Class<R> type) throws InvalidSettingsException {
        Section section = section(key);
        ObjectNode merged = section.over(JSON.valueToTree(otherwise), type);
        try {
            return JSON.treeToValue(merged, type);
        } catch (JacksonException e) {
            throw new InvalidSettingsException(key + ": " + rootMessage(e) + ".", e);
        }
    }

    private ObjectNode over(ObjectNode defaults, Class<?> type) throws InvalidSettingsException {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = component.getName();
            JsonNode node = node(key);
            if (!node.isMissingNode()
                    && component.getType().isRecord()
                    && defaults.get(key) instanceof ObjectNode inner) {
                defaults.set(key, section(key).over(inner, component.getType()));
            } else if (!node.isMissingNode()) {
                defaults.set(key, fitting(component, node));
            }
        }
        refuseUnknown();
        return defaults;
    }

    void refuseUnknown() throws InvalidSettingsException {
        for (String key : values.propertyNames()) {
            if (!known.contains(key)) {
                String nearest = Likeness.nearest(key, known)
                        .map(likely -> " Did you mean '" + likely + "'?")
                        .orElse("");
                throw new InvalidSettingsException("Unknown key '" + prefix + key + "'." + nearest + " Known here: "
                        + String.join(", ", known) + ".");
            }
        }
    }

    private JsonNode fitting(RecordComponent component, JsonNode node) throws InvalidSettingsException {
        Class<?> type = component.getType();
        boolean whole = type == int.class || type == long.class;
        boolean real = type == double.class || type == float.class;
        String wanted =
                whole ? "a whole number" : real ? "a number" : type == boolean.class ? "true or false" : "a text";
        boolean fits = node.isNull()
                || (whole
                        ? node.isIntegralNumber()
                        : real
                                ? node.isNumber()
                                : type == boolean.class
                                        ? node.isBoolean()
                                        : !(type == String.class || type.isEnum() || type == Path.class)
                                                || node.isString());
        if (!fits || (node.isNull() && type.isPrimitive())) {
            throw new InvalidSettingsException(
                    prefix + component.getName() + " must be " + wanted + ", was " + shown(node) + ".");
        }
        return type == Path.class && node.isString() ? JSON.valueToTree(resolved(node.stringValue())) : node;
    }

    private JsonNode node(String key) {
        known.add(key);
        return values.path(key);
    }

    private Path resolved(String text) {
        return folder.resolve(text).normalize();
    }

    private static String shown(JsonNode node) {
        String text = node.isString() ? "'" + node.stringValue() + "'" : node.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }

    /** The sentence of the record that refused the value, without the parser's own words around it. */
    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause instanceof JacksonException json ? json.getOriginalMessage() : cause.getMessage();
        return message == null ? Arrays.toString(cause.getStackTrace()) : message;
    }
}
