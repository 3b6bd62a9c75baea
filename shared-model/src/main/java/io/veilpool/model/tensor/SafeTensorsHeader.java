package io.veilpool.model.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the header of a safetensors file: 8 bytes of length (little-endian), that many bytes of JSON padded with spaces,
 * then the tensors' bytes without gaps. Everything that is not exactly so is refused.
 *
 * @param entries   in the order of their bytes
 * @param metadata  the texts under {@code __metadata__}
 * @param dataStart offset of the first tensor's first byte in the file
 */
record SafeTensorsHeader(List<Entry> entries, SortedMap<String, String> metadata, long dataStart) {
    static final String METADATA = "__metadata__";
    static final int LENGTH_BYTES = Long.BYTES;

    /** Names as PyTorch and this project make them; anything else is refused. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,199}");

    private static final Pattern DIGITS = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final int MOST_DIMENSIONS = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(3)
                    .maxNumberLength(18)
                    .maxNameLength(1000)
                    .build())
            .build();

    /** One tensor; {@code begin} and {@code end} count from the first tensor's first byte. */
    record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {}

    static SafeTensorsHeader read(MemorySegment file, SafeTensors.Limits limits) throws HostileFileException {
        long size = file.byteSize();
        if (size > limits.maxBytes()) {
            throw new HostileFileException("a safetensors file of " + size + " bytes, limit " + limits.maxBytes());
        }
        if (size < LENGTH_BYTES + 2) {
            throw new HostileFileException("a safetensors file of " + size + " bytes is too short to have a header");
        }
        long length = file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 2 || length > limits.maxHeaderBytes() || length > size - LENGTH_BYTES) {
            throw new HostileFileException("a safetensors header of " + Long.toUnsignedString(length)
                    + " bytes in a file of " + size + ", limit " + limits.maxHeaderBytes());
        }
        String json = text(file.asSlice(LENGTH_BYTES, length));
        SortedMap<String, String> metadata = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parse(parser, metadata, entries);
        } catch (JacksonException e) {
            // Jackson's message may quote the file, so only its place is passed on.
            throw new HostileFileException("the safetensors header is not valid JSON at offset "
                    + (e.getLocation() == null ? "?" : e.getLocation().getCharOffset()));
        }
        checkLayout(entries, size - LENGTH_BYTES - length, limits);
        return new SafeTensorsHeader(List.copyOf(entries), metadata, LENGTH_BYTES + length);
    }

    private static String text(MemorySegment bytes) throws HostileFileException {
        String json;
        try {
            ByteBuffer copy = ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE));
            json = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(copy)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HostileFileException("the safetensors header is not UTF-8", e);
        }
        int end = json.length();
        while (end > 0 && json.charAt(end - 1) == ' ') {
            end--;
        }
        if (end == 0 || json.charAt(0) != '{' || json.charAt(end - 1) != '}') {
            throw new HostileFileException("the safetensors header is not one JSON object padded with spaces");
        }
        return json.substring(0, end);
    }

    private static void parse(JsonParser parser, Map<String, String> metadata, List<Entry> entries)
            throws HostileFileException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (name.equals(METADATA)) {
                expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = parser.currentName();
                    expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA);
                    metadata.put(key, parser.getString());
                }
            } else if (NAME.matcher(name).matches()) {
                entries.add(entry(name, parser));
            } else {
                throw new HostileFileException("a tensor name of " + name.length()
                        + " characters is not 1 to 200 of letters, digits and _ . : / -");
            }
        }
        if (parser.nextToken() != null) {
            throw new HostileFileException("the safetensors header goes on after its JSON object");
        }
    }

    private static Entry entry(String name, JsonParser parser) throws HostileFileException {
        ElementType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        expect(parser.nextToken(), JsonToken.START_OBJECT, name);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (parser.currentName()) {
                case "dtype" -> type = type(name, parser);
                case "shape" -> shape = numbers(name, parser, MOST_DIMENSIONS);
                case "data_offsets" -> offsets = numbers(name, parser, 2);
                default -> throw new HostileFileException("tensor " + name + " has an unknown field");
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new HostileFileException("tensor " + name + " needs dtype, shape and two data_offsets");
        }
        return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private static ElementType type(String name, JsonParser parser) throws HostileFileException {
        expect(parser.nextToken(), JsonToken.VALUE_STRING, name);
        return switch (parser.getString()) {
            case "F32" -> ElementType.F32;
            case "F16" -> ElementType.F16;
            case "I8" -> ElementType.I8;
            case "I64" -> ElementType.I64;
            default ->
                throw new HostileFileException(
                        "tensor " + name + " has an element type that is not accepted; accepted are F32, F16, I8, I64");
        };
    }

    private static List<Long> numbers(String name, JsonParser parser, int most) throws HostileFileException {
        expect(parser.nextToken(), JsonToken.START_ARRAY, name);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, name);
            if (!DIGITS.matcher(parser.getString()).matches() || numbers.size() == most) {
                throw new HostileFileException("tensor " + name + " has a shape or offsets of odd numbers");
            }
            numbers.add(Long.parseLong(parser.getString()));
        }
        return numbers;
    }

    private static void expect(JsonToken found, JsonToken wanted, String where) throws HostileFileException {
        if (found != wanted) {
            throw new HostileFileException(where + ": found " + found + " instead of " + wanted);
        }
    }

    private static void checkLayout(List<Entry> entries, long dataBytes, SafeTensors.Limits limits)
            throws HostileFileException {
        entries.sort(Comparator.comparingLong(Entry::begin));
        long next = 0;
        long values = 0;
        for (Entry entry : entries) {
            if (entry.begin() != next || entry.end() < next || entry.end() > dataBytes) {
                throw new HostileFileException("tensor " + entry.name() + " lies at " + entry.begin() + " to "
                        + entry.end() + " of " + dataBytes + " bytes, expected to begin at " + next);
            }
            long count = count(entry);
            values += count;
            if (values > limits.maxValues()) {
                throw new HostileFileException(
                        "more than " + limits.maxValues() + " values, up to tensor " + entry.name());
            }
            if (entry.end() - entry.begin() != count * entry.type().bytes()) {
                throw new HostileFileException("tensor " + entry.name() + " " + entry.type() + entry.shape() + " has "
                        + (entry.end() - entry.begin()) + " bytes, expected "
                        + count * entry.type().bytes());
            }
            next = entry.end();
        }
        if (next != dataBytes) {
            throw new HostileFileException((dataBytes - next) + " bytes belong to no tensor");
        }
    }

    private static long count(Entry entry) throws HostileFileException {
        try {
            long count = HostTensor.values(entry.shape());
            Math.multiplyExact(count, entry.type().bytes());
            return count;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new HostileFileException("tensor " + entry.name() + " has an impossible shape " + entry.shape(), e);
        }
    }
}
