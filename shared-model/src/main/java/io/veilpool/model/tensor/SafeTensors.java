package io.veilpool.model.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Skeleton. */
public final class SafeTensors {
    private SafeTensors() {}

    /** What a reader accepts at most. */
    public record Limits(long maxBytes, int maxHeaderBytes, long maxValues) {}

    public static Weights read(Path file, Limits limits) throws HostileFileException, IOException {
        throw new IllegalStateException("not yet");
    }

    public static Weights decode(byte[] file, Limits limits) throws HostileFileException {
        throw new IllegalStateException("not yet");
    }

    public static Map<String, String> metadata(Path file, Limits limits) throws HostileFileException, IOException {
        throw new IllegalStateException("not yet");
    }

    public static byte[] encode(Weights weights, Map<String, String> metadata) {
        throw new IllegalStateException("not yet");
    }

    public static void write(Path file, Weights weights, Map<String, String> metadata) throws IOException {
        throw new IllegalStateException("not yet");
    }
}
