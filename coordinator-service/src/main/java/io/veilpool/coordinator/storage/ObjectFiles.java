package io.veilpool.coordinator.storage;

import io.veilpool.coordinator.settings.CoordinatorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Objects as local files for as long as they are read; memory stays the same however large they are. */
@Component
public class ObjectFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectFiles.class);
    private static final String PREFIX = "object-";
    private static final Duration LEFT_OVER_AFTER = Duration.ofDays(1);

    private final ObjectStore store;
    private final Path folder;

    ObjectFiles(ObjectStore store, CoordinatorSettings settings) {
        this.store = store;
        this.folder = settings.data().toAbsolutePath().resolve("temporary");
        removeLeftovers(folder);
    }

    /** What killed processes left; a running one holds its files for minutes. */
    private static void removeLeftovers(Path folder) {
        Instant before = Instant.now().minus(LEFT_OVER_AFTER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException none) {
            LOG.trace("No {} yet", folder);
        } catch (IOException e) {
            LOG.warn("Leftovers in {} could not be removed: {}", folder, e.toString());
        }
    }

    /** A local copy, deleted when closed. */
    public record Fetched(Path file, String digest, long bytes) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Copies an object, hashing it on the way; the caller compares the digest.
     *
     * @throws MissingObjectException when there is none
     */
    public Fetched fetch(StoredObject object) throws IOException {
        Path file = temporary();
        MessageDigest digest = sha256();
        try (InputStream in = store.read(object.key());
                OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            // an object that is longer than announced must not fill the disk
            byte[] buffer = new byte[1 << 16];
            long left = object.bytes() + 1;
            for (int read = in.read(buffer); read > 0 && left > 0; read = in.read(buffer)) {
                out.write(buffer, 0, (int) Math.min(read, left));
                left -= read;
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new Fetched(file, HexFormat.of().formatHex(digest.digest()), Files.size(file));
    }

    /** A new empty file that only this process writes. */
    public Path temporary() throws IOException {
        Files.createDirectories(folder);
        return Files.createTempFile(folder, PREFIX, ".safetensors");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
