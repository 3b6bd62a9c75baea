package io.veilpool.model.protocol;

/**
 * One network of a release.
 *
 * @param architecture the architecture as JSON text: the bytes that were signed are the bytes that the strict reader reads
 */
public record ReleasedNetwork(NetworkRole role, String architecture) {}
