package io.veilpool.coordinator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Settings that name the real servers, with their secrets in files as operators have them. */
public final class RealServers implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    public static final String ADMIN_PASSWORD = "test-admin-password";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "real-servers", Map.copyOf(settings(RealPostgres.shared(), RealObjectStore.shared()))));
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
