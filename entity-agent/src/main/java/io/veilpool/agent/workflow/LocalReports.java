package io.veilpool.agent.workflow;

import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.pages.LeakageDocument;
import io.veilpool.pages.LeakagePage;
import io.veilpool.pages.LocalPictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The folder {@code reports}: of each DPM its leakage report, which is sent as it is, and the local copy of it with pictures, which never
 * leaves: {@code leakage-N.html}, at request {@code leakage-N.pdf}, and {@code pictures-N.json}, from which both and a preview are made.
 */
final class LocalReports {
    private final Path folder;

    LocalReports(Workbench bench) {
        this.folder = bench.folder().reports();
    }

    /** The report last: it is there once its local copy is. */
    void write(LeakageReport report, LocalPictures pictures) throws IOException {
        int rotation = report.rotation();
        LeakageDocument local = LeakageDocument.local(report, pictures);
        PrivateFiles.write(file("pictures", rotation, "json"), ProtocolJson.write(pictures));
        PrivateFiles.write(page(rotation), LeakagePage.html(local).getBytes(StandardCharsets.UTF_8));
        PrivateFiles.write(file("leakage", rotation, "json"), CanonicalJson.write(report));
    }

    /** The local copy as PDF, which takes seconds to make and is made when somebody asks. @return where it is */
    Path writePdf(int rotation) throws IOException {
        Path file = file("leakage", rotation, "pdf");
        PrivateFiles.write(file, LeakagePage.pdf(LeakageDocument.local(report(rotation), pictures(rotation))));
        return file;
    }

    /** @return where it is */
    Path writePreview(LeakageDocument preview) throws IOException {
        Path file = folder.resolve("preview.html");
        PrivateFiles.write(file, LeakagePage.html(preview).getBytes(StandardCharsets.UTF_8));
        return file;
    }

    LeakageReport report(int rotation) throws IOException {
        return read(file("leakage", rotation, "json"), LeakageReport.class);
    }

    /** The report of the DPM with this commitment, whichever rotation it is. */
    Optional<LeakageReport> of(String dpmCommitment) throws IOException {
        for (int rotation = 1; Files.exists(file("leakage", rotation, "json")); rotation++) {
            LeakageReport report = report(rotation);
            if (report.dpmCommitment().equals(dpmCommitment)) {
                return Optional.of(report);
            }
        }
        return Optional.empty();
    }

    /** The answer to a re-run, if it was measured already. */
    Optional<LeakageReport> answer(UUID rerun) throws IOException {
        Path file = answerFile(rerun);
        return Files.exists(file) ? Optional.of(read(file, LeakageReport.class)) : Optional.empty();
    }

    void writeAnswer(UUID rerun, LeakageReport report) throws IOException {
        PrivateFiles.write(answerFile(rerun), CanonicalJson.write(report));
    }

    /** So that the next attempt measures again. */
    void forgetAnswer(UUID rerun) throws IOException {
        Files.deleteIfExists(answerFile(rerun));
    }

    private Path answerFile(UUID rerun) {
        return folder.resolve("rerun-" + rerun + ".json");
    }

    LocalPictures pictures(int rotation) throws IOException {
        return read(file("pictures", rotation, "json"), LocalPictures.class);
    }

    /** The local copy. */
    Path page(int rotation) {
        return file("leakage", rotation, "html");
    }

    private Path file(String what, int rotation, String ending) {
        return folder.resolve(what + "-" + rotation + "." + ending);
    }

    private static <T> T read(Path file, Class<T> type) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + " is missing. Delete results/measure-leakage.json and measure again.");
        }
        try {
            return ProtocolJson.read(Files.readAllBytes(file), type);
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Measure again.", e);
        }
    }
}
