package io.veilpool.model.json;

/** Skeleton. */
public final class ProtocolJson {
    private ProtocolJson() {}

    public static byte[] write(Object value) {
        throw new IllegalStateException("not yet");
    }

    public static String text(Object value) {
        throw new IllegalStateException("not yet");
    }

    public static <T> T read(byte[] json, Class<T> type) throws InvalidJsonException {
        throw new IllegalStateException("not yet");
    }

    public static <T> T read(String json, Class<T> type) throws InvalidJsonException {
        throw new IllegalStateException("not yet");
    }
}
