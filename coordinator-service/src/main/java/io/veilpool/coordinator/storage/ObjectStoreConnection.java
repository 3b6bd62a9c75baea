package io.veilpool.coordinator.storage;

/**
 * How to reach the object store.
 *
 * @param endpoint       address that the coordinator uses
 * @param publicEndpoint address that agents use; presigned addresses carry it, because the host is signed
 * @param region         any fixed name; without one the client would ask the store first
 * @param bucket         made at start if absent
 */
public record ObjectStoreConnection(
        String endpoint, String publicEndpoint, String region, String bucket, String accessKey, String secretKey) {
    @Override
    public String toString() {
        return "ObjectStoreConnection[endpoint=" + endpoint + ", publicEndpoint=" + publicEndpoint + ", bucket="
                + bucket + "]"; // never the keys
    }
}
