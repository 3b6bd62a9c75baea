package io.veilpool.coordinator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Settings that name the real servers, with their secrets in files as operators have them. */
public final class RealServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    public static final String ADMIN_PASSWORD = "test-admin-password";

    private static volatile @Nullable Wire wire;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "real-servers",
                        Map.copyOf(settings(overWire(RealPostgres.shared()), RealObjectStore.shared()))));
    }

    /** The wire between the shared application and its database. */
    public static Wire databaseWire() {
        return Objects.requireNonNull(wire, "the shared application has not started");
    }

    private static synchronized RealPostgres overWire(RealPostgres database) {
        URI address = URI.create(database.url().substring("jdbc:".length()));
        Wire made = new Wire(address.getHost(), address.getPort());
        wire = made;
        return new RealPostgres(
                database.url().replace(address.getHost() + ":" + address.getPort(), "127.0.0.1:" + made.port()),
                database.username(),
                database.password());
    }

    /** The settings of a coordinator over these servers, with a data folder of its own. */
    public static Map<String, Object> settings(RealPostgres database, RealObjectStore store) {
        Path folder = Infrastructure.temporaryFolder("coordinator");
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("veilpool.data", folder.resolve("data").toString());
        settings.put("veilpool.database.url", database.url());
        settings.put("veilpool.database.username", database.username());
        settings.put("veilpool.database.password-file", secret(folder, "database", database.password()));
        settings.put("veilpool.object-store.endpoint", store.endpoint());
        settings.put("veilpool.object-store.access-key", store.accessKey());
        settings.put("veilpool.object-store.secret-key-file", secret(folder, "store", store.secretKey()));
        settings.put("veilpool.admin.password-file", secret(folder, "admin", ADMIN_PASSWORD));
        return settings;
    }

    private static String secret(Path folder, String name, String value) {
        try {
            return Files.writeString(folder.resolve(name), value + "\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
