package io.veilpool.model.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes safetensors as Python's package does, byte for byte: metadata first, wide element types before narrow ones, then
 * by name; the header is padded with spaces to a multiple of 8. Metadata keys are sorted (Python's order is random).
 */
final class SafeTensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final long CHUNK = 1 << 26;
    private static final JsonFactory JSON = JsonFactory.builder().build();
    /** Python orders by its list of types, of which ours come in this order. */
    private static final List<ElementType> TYPE_ORDER =
            List.of(ElementType.I64, ElementType.F32, ElementType.F16, ElementType.I8);

    private final List<Map.Entry<String, StoredTensor>> tensors;
    private final byte[] header;

    SafeTensorsWriter(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        tensors.forEach(SafeTensorsWriter::check);
        this.tensors = new ArrayList<>(tensors.entrySet());
        this.tensors.sort(Comparator.<Map.Entry<String, StoredTensor>>comparingInt(
                        e -> TYPE_ORDER.indexOf(e.getValue().type()))
                .thenComparing(Map.Entry::getKey));
        this.header = header(metadata);
    }

    /** Size of the file. */
    long size() {
        return header.length
                + tensors.stream().mapToLong(e -> e.getValue().bytes()).sum();
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size()));
        try {
            writeTo(Channels.newChannel(out));
        } catch (IOException e) {
            throw new UncheckedIOException("memory is no device that fails", e);
        }
        return out.toByteArray();
    }

    /**
     * Writes beside the target under a name of its own, readable by the owner only, makes it durable and moves it into place.
     *
     * @param placement from the file's digest to its final path in the same folder
     * @return the digest, SHA-256
     */
    String write(Path folder, Function<String, Path> placement) throws IOException {
        Path temporary = Files.createTempFile(folder, "writing-", ".part");
        try {
            DigestingChannel digesting;
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                digesting = new DigestingChannel(file);
                writeTo(digesting);
                file.force(true);
            }
            String digest = digesting.digest();
            Files.move(
                    temporary,
                    placement.apply(digest),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return digest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void writeTo(WritableByteChannel out) throws IOException {
        writeFully(out, ByteBuffer.wrap(header));
        for (Map.Entry<String, StoredTensor> tensor : tensors) {
            for (MemorySegment piece : tensor.getValue().pieces()) {
                for (long offset = 0; offset < piece.byteSize(); offset += CHUNK) {
                    long length = Math.min(CHUNK, piece.byteSize() - offset);
                    writeFully(out, piece.asSlice(offset, length).asByteBuffer());
                }
            }
        }
    }

    private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private byte[] header(Map<String, String> metadata) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
            out.writeStartObject();
            if (!metadata.isEmpty()) {
                out.writeName(SafeTensorsHeader.METADATA);
                out.writeStartObject();
                new TreeMap<>(metadata)
                        .forEach((key, value) -> out.writeName(key).writeString(value));
                out.writeEndObject();
            }
            long begin = 0;
            for (Map.Entry<String, StoredTensor> entry : tensors) {
                StoredTensor tensor = entry.getValue();
                out.writeName(entry.getKey());
                out.writeRawValue("{\"dtype\":\"" + tensor.type() + "\",\"shape\":" + list(tensor.shape())
                        + ",\"data_offsets\":" + list(List.of(begin, begin + tensor.bytes())) + "}");
                begin += tensor.bytes();
            }
            out.writeEndObject();
        }
        int length = (json.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        json.writeBytes(" ".repeat(length - json.size()).getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.allocate(SafeTensorsHeader.LENGTH_BYTES + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json.toByteArray())
                .array();
    }

    private static String list(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private static void check(String name, StoredTensor tensor) {
        if (!SafeTensorsHeader.NAME.matcher(name).matches() || name.equals(SafeTensorsHeader.METADATA)) {
            throw new IllegalArgumentException(
                    "a tensor name must be 1 to 200 of letters, digits and _ . : / -, got " + name);
        }
        for (MemorySegment piece : tensor.pieces()) {
            if (FiniteValues.firstNotFinite(tensor.type(), piece) >= 0) {
                throw new IllegalArgumentException(
                        "tensor " + name + " holds a NaN or an infinity; it would be refused by every reader");
            }
        }
    }
}
