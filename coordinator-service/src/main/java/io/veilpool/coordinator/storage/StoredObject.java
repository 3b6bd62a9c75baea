package io.veilpool.coordinator.storage;

/**
 * An object of an upload, in its order.
 *
 * @param key    where the store has it
 * @param digest SHA-256 that was announced; the store checked the parts', a reader checks the whole
 */
public record StoredObject(int position, String key, String digest, long bytes) {}
