package io.veilpool.coordinator.security;

import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.coordinator.settings.SecretFiles;
import io.veilpool.coordinator.settings.StartRefusedException;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * {@code <data>/keys/signing-key.json}, mode 0600, made at the first start; or the file that
 * {@code veilpool.signing-key-file} names.
 */
@Component
class SigningKeyFile {
    private final Path folder;
    private final Path kept;
    private final @Nullable Path given;

    SigningKeyFile(CoordinatorSettings settings, @Value("${veilpool.signing-key-file:#{null}}") @Nullable Path given) {
        this.folder = settings.data().toAbsolutePath().resolve("keys");
        this.kept = folder.resolve("signing-key.json");
        this.given = given;
    }

    SigningKey readOrMake() {
        if (given != null) {
            return parse(given);
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // api and worker may start at once on one folder
            try (FileChannel guard = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = guard.lock()) {
                if (!Files.exists(kept)) {
                    make();
                }
            }
            return parse(kept);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "Cannot keep the signing key in " + kept + ": " + e.getMessage(),
                    "Make the folder writable for this user, or set veilpool.signing-key-file.");
        }
    }

    private void make() throws IOException {
        Path temporary = Files.createTempFile(
                folder,
                "key",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, SigningKey.generate().privateJwk());
        Files.move(temporary, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    private static SigningKey parse(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new StartRefusedException(
                        "Everybody on this machine may read the signing key " + file,
                        "Take it away from others (chmod 600). If somebody may have read it, delete it to have a new one made: "
                                + KeptCoordinatorKey.TRUSTED.toMinutes()
                                + " minutes after the last process that used it has ended, its tokens are refused.");
            }
            return SigningKey.parse(SecretFiles.read(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefusedException(
                    "The signing key " + file + " cannot be used ("
                            + e.getClass().getSimpleName() + ")",
                    "Put a private JWK (EC P-256) there, or delete it to have a new one made: tokens then end.");
        }
    }
}
