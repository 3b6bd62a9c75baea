package io.veilpool.agent.identity;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.EnrolmentView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code identity/enrolment.json}: which entity of which collaboration this data folder belongs to. */
public final class Enrolment {
    private Enrolment() {}

    /** Where the enrolment lies in the folder {@code identity}. */
    public static Path file(Path folder) {
        return folder.resolve("enrolment.json");
    }

    public static Optional<EnrolmentView> read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProtocolJson.read(Files.readAllBytes(file), EnrolmentView.class));
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Restore it from a backup.", e);
        }
    }

    public static void write(Path folder, EnrolmentView enrolment) throws IOException {
        PrivateFiles.write(file(folder), ProtocolJson.write(enrolment));
    }
}
