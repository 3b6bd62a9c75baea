package io.veilpool.coordinator.storage;

/** Bytes that do not have the digest they were announced with. */
public final class DigestMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DigestMismatchException(String message) {
        super(message);
    }
}
