package io.veilpool.agent.workflow;

import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.publishing.PreparedContribution;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.ContributionManifest;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.pages.Departure;
import io.veilpool.pages.LeakageDocument;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Shows an entity, as a local page, what it is about to publish. Sends nothing; of the rows that it makes it keeps the digests only. */
final class Preview {
    private final Workbench bench;
    private final LocalReports reports;

    Preview(Workbench bench) {
        this.bench = bench;
        this.reports = new LocalReports(bench);
    }

    /** @throws StepNotPossibleException if leakage of the current DPM was not measured, or its rows were handed in already */
    Results.Previewed make()
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        Results.Measured measured = bench.results().required(Step.MEASURE_LEAKAGE, Results.Measured.class);
        OwnContribution own = OwnContribution.notJudged(bench);
        requireSomethingToSend(measured);
        LeakageReport report = own.report();
        Departure departure = departure(own);
        Path page =
                reports.writePreview(LeakageDocument.preview(report, departure, reports.pictures(measured.rotation())));
        bench.console()
                .say("Would leave: %,d rows, %,d bytes, manifest %s. Own gate: %s. Nothing was sent"
                        .formatted(
                                departure.manifest().rows(),
                                departure.bytes(),
                                departure.manifestDigest(),
                                measured.verdict()));
        bench.console().say("Preview, with pictures, for this entity only: " + page);
        return new Results.Previewed(
                page.toString(),
                departure.manifest().rows(),
                departure.bytes(),
                departure.manifestDigest(),
                measured.verdict());
    }

    private void requireSomethingToSend(Results.Measured measured) throws IOException, StepNotPossibleException {
        Optional<Results.Published> published = bench.results().read(Step.PUBLISH, Results.Published.class);
        if (published.isPresent() && published.get().state() != ContributionState.WITHDRAWN) {
            throw new StepNotPossibleException(
                    "The rows of this DPM are contribution %s already, and nothing more would leave. What was measured is in %s."
                            .formatted(published.get().contribution(), reports.page(measured.rotation())));
        }
    }

    /** What publishing would send: the same rows from the same seeds, written and counted, and forgotten. */
    private Departure departure(OwnContribution own)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, ReleaseRefusedException,
                    StepNotPossibleException {
        Path scratch = bench.folder().made(bench.folder().reports().resolve("preview-rows"));
        try {
            Optional<PreparedContribution> kept = own.kept();
            ContributionManifest manifest = kept.isPresent() ? kept.get().manifest() : own.outline(scratch);
            return new Departure(
                    manifest,
                    Digests.sha256(CanonicalJson.write(manifest)),
                    bench.charter().classes(),
                    bench.results()
                            .required(Step.TRAIN_DPM, Results.TrainedDpm.class)
                            .imagesPerRow());
        } finally {
            forget(scratch);
        }
    }

    private static void forget(Path scratch) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }
}
