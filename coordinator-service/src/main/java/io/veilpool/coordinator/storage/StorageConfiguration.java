package io.veilpool.coordinator.storage;

import io.veilpool.coordinator.settings.ApiRole;
import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.coordinator.settings.EndpointsFile;
import io.veilpool.coordinator.settings.StartRefusedException;
import io.veilpool.embedded.EmbeddedServerException;
import io.veilpool.embedded.ObjectStoreServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The operator's store, or the embedded one: run by the api, found by the worker. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ENDPOINT = "endpoint";
    private static final String ACCESS_KEY = "accessKey";
    private static final String SECRET_KEY = "secretKey";

    @Bean
    @ApiRole
    @ConditionalOnProperty(name = "veilpool.object-store.endpoint", matchIfMissing = true, havingValue = "embedded")
    EmbeddedObjectStore embeddedObjectStore(CoordinatorSettings settings, EndpointsFile endpoints) {
        Path folder = settings.data().toAbsolutePath().resolve("embedded").resolve("object-store");
        try {
            EmbeddedObjectStore store = new EmbeddedObjectStore(folder);
            ObjectStoreServer server = store.server();
            endpoints.publish(
                    EndpointsFile.OBJECT_STORE,
                    Map.of(
                            ENDPOINT, server.endpoint(),
                            ACCESS_KEY, server.accessKey(),
                            SECRET_KEY, server.secretKey()));
            return store;
        } catch (EmbeddedServerException e) {
            throw new StartRefusedException(
                    String.valueOf(e.getMessage()), "Or set veilpool.object-store.endpoint to an external S3 store.");
        }
    }

    @Bean
    ObjectStoreConnection objectStoreConnection(
            ObjectStoreSettings settings, EndpointsFile endpoints, ObjectProvider<EmbeddedObjectStore> embedded) {
        String endpoint = settings.endpoint();
        if (endpoint != null && !"embedded".equals(endpoint)) {
            return connection(
                    settings, endpoint, required(settings.accessKey(), "access-key"), secret(settings.secretKeyFile()));
        }
        EmbeddedObjectStore own = embedded.getIfAvailable();
        if (own != null) {
            ObjectStoreServer server = own.server();
            return connection(settings, server.endpoint(), server.accessKey(), server.secretKey());
        }
        Map<String, String> found = endpoints.await(EndpointsFile.OBJECT_STORE, PATIENCE);
        return connection(
                settings,
                required(found.get(ENDPOINT), ENDPOINT),
                required(found.get(ACCESS_KEY), ACCESS_KEY),
                required(found.get(SECRET_KEY), SECRET_KEY));
    }

    @Bean
    S3ObjectStore objectStore(ObjectStoreConnection connection) {
        return new S3ObjectStore(connection);
    }

    private static ObjectStoreConnection connection(
            ObjectStoreSettings settings, String endpoint, String accessKey, String secretKey) {
        String seenByAgents = settings.publicEndpoint() == null ? endpoint : settings.publicEndpoint();
        return new ObjectStoreConnection(
                endpoint, seenByAgents, settings.region(), settings.bucket(), accessKey, secretKey);
    }

    private static String required(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new StartRefusedException(
                    "An external object store needs veilpool.object-store." + name + ", which is not set", "Set it.");
        }
        return value;
    }

    private static String secret(@Nullable Path file) {
        if (file == null) {
            return required(null, "secret-key-file");
        }
        try {
            return required(Files.readString(file).strip(), "secret-key-file");
        } catch (IOException e) {
            throw new StartRefusedException(
                    "Cannot read veilpool.object-store.secret-key-file " + file + ": " + e, "Make it readable.");
        }
    }
}
