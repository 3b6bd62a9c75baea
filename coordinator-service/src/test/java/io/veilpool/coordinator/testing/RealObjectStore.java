package io.veilpool.coordinator.testing;

import io.veilpool.embedded.ObjectStoreServer;
import java.util.List;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;

/** An S3 store for tests, one per JVM. */
public record RealObjectStore(String endpoint, String accessKey, String secretKey) {
    public static RealObjectStore shared() {
        return Holder.SERVER;
    }

    private static final class Holder {
        static final RealObjectStore SERVER = Infrastructure.containers() ? container() : embedded();

        private static RealObjectStore embedded() {
            ObjectStoreServer server = ObjectStoreServer.start(
                    Infrastructure.temporaryFolder("objects").resolve("object-store"), List.of("-Xmx256m"));
            Infrastructure.atEnd(server);
            return new RealObjectStore(server.endpoint(), server.accessKey(), server.secretKey());
        }

        @SuppressWarnings("resource") // lives as long as the JVM; the container engine's reaper ends it
        private static RealObjectStore container() {
            MinIOContainer server =
                    new MinIOContainer(DockerImageName.parse(System.getProperty("object-store.image", "minio/minio"))
                            .asCompatibleSubstituteFor("minio/minio"));
            server.start();
            return new RealObjectStore(server.getS3URL(), server.getUserName(), server.getPassword());
        }
    }
}
