package io.veilpool.coordinator.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code <data>/embedded/endpoints.json}, mode 0600: where the embedded servers of the api process listen, and their
 * passwords. The api writes it, the worker waits for it. An entry names the process that wrote it; entries of dead
 * processes do not count.
 */
@Component
public class EndpointsFile {
    /** Entry of the embedded database: keys {@code url}, {@code username}, {@code password}. */
    public static final String DATABASE = "database";

    /** Entry of the embedded object store: keys {@code endpoint}, {@code accessKey}, {@code secretKey}. */
    public static final String OBJECT_STORE = "object-store";

    private static final Logger LOG = LoggerFactory.getLogger(EndpointsFile.class);
    private static final TypeReference<TreeMap<String, TreeMap<String, String>>> CONTENT = new TypeReference<>() {};
    private static final String PID = "pid";

    private final Path file;
    private final JsonMapper json = JsonMapper.builder().build();

    EndpointsFile(CoordinatorSettings settings) {
        this.file = settings.data().toAbsolutePath().resolve("embedded").resolve("endpoints.json");
    }

    /** Adds or replaces one entry, atomically. */
    public synchronized void publish(String name, Map<String, String> values) {
        try {
            TreeMap<String, TreeMap<String, String>> all = Files.exists(file) ? read() : new TreeMap<>();
            TreeMap<String, String> entry = new TreeMap<>(values);
            entry.put(PID, Long.toString(ProcessHandle.current().pid()));
            all.put(name, entry);
            Files.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(
                    file.getParent(),
                    "endpoints",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(temporary, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "Cannot write " + file + ": " + e.getMessage(),
                    "Make the folder writable for this user, free some space, or set veilpool.data to another folder.");
        }
    }

    /** Waits until a living process has published the entry. */
    public Map<String, String> await(String name, Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        boolean said = false;
        while (true) {
            Optional<Map<String, String>> entry = find(name);
            if (entry.isPresent()) {
                return entry.get();
            }
            if (Instant.now().isAfter(deadline)) {
                throw new StartRefusedException(
                        "No running api has published its " + name + " in " + file + " within " + patience.toSeconds()
                                + " s",
                        "Start the api on the same veilpool.data folder, or name an external one by veilpool." + name
                                + ".*");
            }
            if (!said) {
                LOG.info("Waiting for the api to publish its {} in {}", name, file);
                said = true;
            }
            pause();
        }
    }

    private Optional<Map<String, String>> find(String name) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Map<String, String> entry = read().get(name);
        return entry != null && alive(entry) ? Optional.of(entry) : Optional.empty();
    }

    private static boolean alive(Map<String, String> entry) {
        return ProcessHandle.of(Long.parseLong(entry.getOrDefault(PID, "-1")))
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    private TreeMap<String, TreeMap<String, String>> read() {
        return json.readValue(file, CONTENT);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("Interrupted while waiting for the api", "Start again.");
        }
    }
}
