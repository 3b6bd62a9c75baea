package io.veilpool.coordinator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Whether tests run on containers or on the embedded servers; {@code -Dinfra=embedded|containers} forces one. */
final class Infrastructure {
    private static final boolean CONTAINERS = decide();

    private Infrastructure() {}

    static boolean containers() {
        return CONTAINERS;
    }

    @SuppressWarnings("SystemOut") // the test log says what the tests ran on
    private static boolean decide() {
        String forced = System.getProperty("infra", "");
        boolean containers = switch (forced) {
            case "embedded" -> false;
            case "containers" -> true;
            case "" -> DockerClientFactory.instance().isDockerAvailable();
            default -> throw new IllegalArgumentException("infra is embedded or containers, not " + forced);
        };
        System.out.println(
                containers ? "Tests use containers." : "Tests use the embedded servers (no container engine).");
        return containers;
    }

    /** A folder that goes when this JVM does. */
    static Path temporaryFolder(String name) {
        try {
            Path folder = Files.createTempDirectory("veilpool-" + name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void atEnd(AutoCloseable server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("A test server did not stop: " + e);
            }
        }));
    }

    private static void delete(Path folder) {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException e) {
            return; // something else deletes there too
        }
        for (Path path : all) {
            path.toFile().delete();
        }
    }
}
