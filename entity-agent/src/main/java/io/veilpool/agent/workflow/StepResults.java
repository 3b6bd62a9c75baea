package io.veilpool.agent.workflow;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code results/STEP.json}: a step is done when its result is there, and not before. */
public final class StepResults {
    private final Path folder;

    public StepResults(Path folder) {
        this.folder = folder;
    }

    public boolean done(Step step) {
        return Files.exists(file(step));
    }

    public Path file(Step step) {
        return folder.resolve(step.commandName() + ".json");
    }

    public <T> Optional<T> read(Step step, Class<T> type) throws IOException {
        Path file = file(step);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProtocolJson.read(Files.readAllBytes(file), type));
        } catch (InvalidJsonException e) {
            throw new IOException(
                    file + " is damaged (" + e.getMessage()
                            + "). Delete it; the step is done again with the same result.",
                    e);
        }
    }

    /** @throws StepNotPossibleException if that step is not done */
    public <T> T required(Step step, Class<T> type) throws IOException, StepNotPossibleException {
        return read(step, type)
                .orElseThrow(() -> new StepNotPossibleException(
                        "The step `" + step.commandName() + "` comes first: run `entity-agent " + step.commandName()
                                + "`, or `entity-agent run` for all."));
    }

    /** So that the step is done again. */
    void remove(Step step) throws IOException {
        Files.deleteIfExists(file(step));
    }

    /** The last thing a step does. */
    public void write(Step step, Object result) throws IOException {
        PrivateFiles.write(file(step), ProtocolJson.write(result));
    }
}
