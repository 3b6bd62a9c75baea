package io.veilpool.coordinator.storage;

/** The object store has no object of this key. */
public final class MissingObjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingObjectException(String key) {
        super("The object store has no object " + key);
    }
}
