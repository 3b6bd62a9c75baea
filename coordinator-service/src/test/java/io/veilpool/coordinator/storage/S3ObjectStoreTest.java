package io.veilpool.coordinator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.embedded.ObjectStoreServer;
import io.veilpool.model.protocol.ProblemType;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs against the embedded store, or against any other: {@code -Dveilpool.test.object-store=URL} with
 * {@code -Dveilpool.test.access-key=...} and {@code -Dveilpool.test.secret-key=...}.
 */
class S3ObjectStoreTest extends ObjectStoreContract {
    private static final String BUCKET = "veilpool-test";

    @TempDir
    private static Path folder;

    private static @org.jspecify.annotations.Nullable ObjectStoreServer server;
    private static ObjectStoreConnection connection;
    private static S3ObjectStore store;

    @BeforeAll
    static void start() {
        String endpoint = System.getProperty("veilpool.test.object-store");
        if (endpoint == null) {
            ObjectStoreServer own = ObjectStoreServer.start(folder);
            server = own;
            connection = to(own.endpoint(), own.accessKey(), own.secretKey(), BUCKET);
        } else {
            connection = to(
                    endpoint,
                    System.getProperty("veilpool.test.access-key"),
                    System.getProperty("veilpool.test.secret-key"),
                    BUCKET);
        }
        store = new S3ObjectStore(connection);
        store.prepare();
        store.prepare();
    }

    @AfterAll
    static void stop() {
        store.close();
        if (server != null) {
            server.close();
        }
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Test
    void refusesWithUnavailableWhenNobodyListens() {
        try (S3ObjectStore away = new S3ObjectStore(to("http://127.0.0.1:9", "key", "secret", BUCKET))) {
            assertThatThrownBy(() -> away.size("any"))
                    .asInstanceOf(InstanceOfAssertFactories.type(RefusedException.class))
                    .returns(ProblemType.UNAVAILABLE, RefusedException::type);
        }
    }

    @Test
    void aBucketThatIsNotMadeYetHasNoPendingUploads() {
        try (S3ObjectStore early = new S3ObjectStore(
                to(connection.endpoint(), connection.accessKey(), connection.secretKey(), "veilpool-not-made"))) {
            assertThat(early.pendingUploads("")).isEmpty();
        }
    }

    private static ObjectStoreConnection to(String endpoint, String accessKey, String secretKey, String bucket) {
        return new ObjectStoreConnection(endpoint, endpoint, "us-east-1", bucket, accessKey, secretKey);
    }
}
