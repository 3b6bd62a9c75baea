package io.veilpool.model.json;

import io.veilpool.model.protocol.Page;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON of the protocol records. Writes fields in the order of the record, always the same bytes for equal records. Reads
 * strictly: unknown, missing, duplicate and null fields (unless {@code @Nullable}), numbers as text, fractions as integers,
 * values of an enum that it does not have, NaN, trailing text, more than {@value #MOST_DEPTH} levels and more than
 * {@value #MOST_CHARACTERS} characters are refused.
 */
public final class ProtocolJson {
    static final int MOST_DEPTH = 32;
    static final int MOST_CHARACTERS = 16 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxNumberLength(100)
                            .maxStringLength(MOST_CHARACTERS)
                            .build())
                    .build())
            .annotationIntrospector(new NullnessIntrospector())
            .addModule(StrictDouble.module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ProtocolJson() {}

    /**
     * UTF-8.
     *
     * @throws IllegalArgumentException if the value cannot be written, for instance a NaN
     */
    public static byte[] write(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The same as text. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getSimpleName() + " as JSON at " + path(e), e);
        }
    }

    /**
     * Reads one record.
     *
     * @param json UTF-8 without byte order mark
     */
    public static <T> T read(byte[] json, Class<T> type) throws InvalidJsonException {
        return read(decode(json), type);
    }

    /** Reads one record from text. */
    public static <T> T read(String json, Class<T> type) throws InvalidJsonException {
        return type.cast(read(json, MAPPER.constructType(type)));
    }

    /** One page of records of the given type. */
    @SuppressWarnings("unchecked") // the type was made from the item's class
    public static <T> Page<T> readPage(byte[] json, Class<T> item) throws InvalidJsonException {
        return (Page<T>) read(decode(json), MAPPER.getTypeFactory().constructParametricType(Page.class, item));
    }

    private static Object read(String json, JavaType type) throws InvalidJsonException {
        String name = type.getRawClass().getSimpleName();
        if (json.length() > MOST_CHARACTERS) {
            throw new InvalidJsonException(
                    "JSON of " + json.length() + " characters for " + name + ", limit " + MOST_CHARACTERS);
        }
        Object value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            // Jackson's own message may quote the text, so only the place is passed on.
            throw new InvalidJsonException("not valid JSON for " + name + " at " + path(e));
        } catch (IllegalArgumentException e) {
            throw new InvalidJsonException("not valid JSON for " + name, e);
        }
        if (value == null) {
            throw new InvalidJsonException("null instead of " + name);
        }
        return value;
    }

    private static String decode(byte[] json) throws InvalidJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidJsonException("JSON must be UTF-8", e);
        }
    }

    private static String path(JacksonException e) {
        String path = e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : plain(step.getPropertyName()))
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "its root" : path;
    }

    /** Field names may come from outside. */
    private static String plain(String name) {
        String letters = name.replaceAll("[^A-Za-z0-9_-]", "?");
        return letters.length() > 60 ? letters.substring(0, 60) + "..." : letters;
    }
}
