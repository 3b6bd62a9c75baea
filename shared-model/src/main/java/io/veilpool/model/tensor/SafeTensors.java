package io.veilpool.model.tensor;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Strict reader and writer of safetensors files, in plain Java: the engine never sees a byte that was not checked. Refused
 * are element types other than F32, F16, I8 and I64, NaN and infinity, gaps, overlaps and trailing bytes, duplicate or odd
 * names, empty tensors, and everything beyond the {@link Limits}.
 */
public final class SafeTensors {
    private SafeTensors() {}

    /**
     * What a reader accepts at most.
     *
     * @param maxBytes       of the whole file
     * @param maxHeaderBytes of the JSON header
     * @param maxValues      elements of all tensors together
     */
    public record Limits(long maxBytes, int maxHeaderBytes, long maxValues) {
        /** Enough for the published networks: 2 GiB, 4 MiB of header, 500 million values. */
        public static final Limits WEIGHTS = new Limits(1L << 31, 1 << 22, 500_000_000);

        public Limits {
            if (maxBytes < 1 || maxHeaderBytes < 1 || maxValues < 1) {
                throw new IllegalArgumentException("limits must be at least 1, got " + maxBytes + " bytes, "
                        + maxHeaderBytes + " header bytes, " + maxValues + " values");
            }
        }
    }

    /**
     * The file's tensors as views of a read-only mapping: the file must lie where only this process writes.
     *
     * @throws HostileFileException if the file breaks a rule
     * @throws IOException          if it cannot be read
     */
    public static Weights read(Path file, Limits limits) throws HostileFileException, IOException {
        return weights(SafeTensorsFile.check(SafeTensorsFile.map(file), limits));
    }

    /** The same of bytes in memory, which must not be changed afterwards. */
    public static Weights decode(byte[] file, Limits limits) throws HostileFileException {
        return weights(SafeTensorsFile.check(MemorySegment.ofArray(file), limits));
    }

    /** The texts under {@code __metadata__}; the whole file is checked first. */
    public static SortedMap<String, String> metadata(Path file, Limits limits)
            throws HostileFileException, IOException {
        return SafeTensorsFile.check(SafeTensorsFile.map(file), limits).metadata();
    }

    /**
     * The bytes that {@link #write} writes.
     *
     * @throws IllegalArgumentException if a name is odd or a value not finite
     */
    public static byte[] encode(Weights weights, Map<String, String> metadata) {
        return new SafeTensorsWriter(stored(weights), metadata).bytes();
    }

    /**
     * Writes a temporary file in the same folder, makes it durable and moves it into place at once, so that the target is
     * either whole or absent.
     *
     * @throws IllegalArgumentException if a name is odd or a value not finite
     */
    public static void write(Path file, Weights weights, Map<String, String> metadata) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file name");
        }
        new SafeTensorsWriter(stored(weights), metadata).write(folder, digest -> target);
    }

    private static Map<String, StoredTensor> stored(Weights weights) {
        Map<String, StoredTensor> stored = new TreeMap<>();
        weights.tensors().forEach((name, tensor) -> stored.put(name, StoredTensor.of(tensor)));
        return stored;
    }

    private static Weights weights(SafeTensorsFile file) throws HostileFileException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        for (Map.Entry<String, StoredTensor> entry : file.tensors().entrySet()) {
            StoredTensor tensor = entry.getValue();
            if (tensor.bytes() > Integer.MAX_VALUE) {
                throw new HostileFileException(
                        "tensor " + entry.getKey() + " has " + tensor.bytes() + " bytes, limit " + Integer.MAX_VALUE);
            }
            tensors.put(
                    entry.getKey(),
                    new HostTensor(
                            tensor.type(),
                            tensor.shape(),
                            tensor.pieces().getFirst().asByteBuffer()));
        }
        return Weights.of(tensors);
    }
}
