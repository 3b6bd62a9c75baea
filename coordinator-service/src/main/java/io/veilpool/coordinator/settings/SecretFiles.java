package io.veilpool.coordinator.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Secrets that operators hand over as files. */
public final class SecretFiles {
    private static final long MAX_BYTES = 64L * 1024;

    private SecretFiles() {}

    /** The file's text without blank space around it; refuses a file that is missing, empty or over 64 KiB. */
    public static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new StartRefusedException(
                        "The secret file " + file + " has more than " + MAX_BYTES + " bytes",
                        "Name a file that holds nothing but the secret.");
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new StartRefusedException("The secret file " + file + " is empty", "Write the secret into it.");
            }
            return secret;
        } catch (IOException e) {
            throw new StartRefusedException(
                    "Cannot read the secret file " + file + " (" + e.getClass().getSimpleName() + ")",
                    "Check its path and that this user may read it.");
        }
    }
}
