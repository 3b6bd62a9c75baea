package io.veilpool.demo.careless;

import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.publishing.PreparedContribution;
import io.veilpool.agent.publishing.Publication;
import io.veilpool.agent.settings.AgentSettings;
import io.veilpool.agent.settings.SettingsFile;
import io.veilpool.agent.workflow.Console;
import io.veilpool.agent.workflow.DataFolder;
import io.veilpool.agent.workflow.EnrolStep;
import io.veilpool.agent.workflow.Results;
import io.veilpool.agent.workflow.Step;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.network.ReleaseRefusedException;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.tensor.PoisonedFeatures;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Enrols and fetches the release as every agent does, then hands in original features of a few public images as if a DPM had made them,
 * with a report that it never measured. Started again after it was killed, it goes on with the same contribution.
 */
public final class CarelessEntity {
    private static final int ROWS = 256;
    private static final int ROTATION = 1;

    private CarelessEntity() {}

    /** @param arguments settings file; file with the invitation's code; number of the process without which this one ends */
    public static void main(String[] arguments) throws Exception {
        endWith(Long.parseLong(arguments[2]));
        AgentSettings settings = SettingsFile.read(Path.of(arguments[0]));
        Console console = new Console(System.out, settings.label());
        try (DataFolder held = DataFolder.hold(settings.data());
                Workbench bench = new Workbench(settings, held, console, Clock.systemUTC())) {
            EnrolmentView enrolment = EnrolStep.enrol(
                    bench, Files.readString(Path.of(arguments[1])).strip());
            console.label(enrolment.entityName());
            new Workflow(bench).perform(Step.PULL);
            Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
            PoisonedFeatures rows = notPoisoned(bench, enrolment.charter().charter(), pulled);
            console.say("Hands in %,d rows that it did not poison".formatted(rows.rows()));
            LeakageReport report = MadeUpReport.of(
                    enrolment,
                    pulled.releaseDigest(),
                    ROTATION,
                    pulled.manifest().createdAt()); // one date, so that a repeated report is the same
            Path folder = bench.folder().made(bench.folder().publication());
            PreparedContribution prepared = PreparedContribution.make(
                    folder,
                    bench.key(),
                    rows,
                    new PreparedContribution.Declaration(
                            enrolment.collaborationId(),
                            enrolment.charter().version(),
                            enrolment.entityName(),
                            pulled.releaseDigest(),
                            MadeUpReport.DPM_COMMITMENT,
                            ROTATION,
                            enrolment.charter().charter().classes().size(),
                            settings.rowType(),
                            Digests.sha256(CanonicalJson.write(report))),
                    settings.uploads().shardBytes());
            publication(bench, enrolment, folder).send(prepared, report, List.of());
        }
    }

    private static void endWith(long pid) {
        ProcessHandle.of(pid)
                .ifPresentOrElse(
                        demonstration -> demonstration
                                .onExit()
                                .thenRun(() -> Runtime.getRuntime().halt(1)),
                        () -> Runtime.getRuntime().halt(1));
    }

    /** Between these two types an agent has its DPM. */
    private static PoisonedFeatures notPoisoned(Workbench bench, Charter charter, Results.Pulled pulled)
            throws IOException, UnusableImagesException, ReleaseRefusedException {
        LabelledImages all = ImageSet.read(
                bench.settings().images(),
                charter.image(),
                charter.classes(),
                charter.attributes(),
                ReadingLimits.defaults(),
                null);
        int rows = Math.min(ROWS, all.size());
        // Sets come sorted by class: taken at equal distances, every class is among them.
        LabelledImages some = all.subset(IntStream.range(0, rows)
                .map(i -> (int) ((long) i * all.size() / rows))
                .toArray());
        Path weights = bench.folder().releases().resolve(pulled.releaseDigest() + ".safetensors");
        try (PublishedNetworks networks = PublishedNetworks.open(pulled.manifest(), weights, charter)) {
            Engines.threads(bench.settings().compute().threads());
            return PoisonedFeatures.of(
                    FeatureCache.compute(networks, some, Progress.silent()).values());
        }
    }

    private static Publication publication(Workbench bench, EnrolmentView enrolment, Path folder) throws Exception {
        return new Publication(
                bench.client(),
                bench.key(),
                enrolment.collaborationId(),
                folder,
                bench.settings().uploads().partBytes(),
                bytes -> {});
    }
}
