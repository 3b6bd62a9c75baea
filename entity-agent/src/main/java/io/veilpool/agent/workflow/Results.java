package io.veilpool.agent.workflow;

import io.veilpool.agent.acceptance.ReleaseFigures;
import io.veilpool.agent.refinement.Choice;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.RefinementReport;
import io.veilpool.model.protocol.ReleaseManifest;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.RowCalibration;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What the steps leave in {@code results/STEP.json}. */
public final class Results {
    private Results() {}

    /**
     * Figures on validation images; accuracies in percent.
     *
     * @param seconds of training alone
     */
    public record Training(
            String weightsDigest,
            long weightsBytes,
            List<ReleasedNetwork> networks,
            FeatureShape featureShape,
            RowCalibration calibration,
            double top1,
            double top5,
            double reconstructorL1,
            double reconstructorSsim,
            double seconds) {}

    /** Of {@link Step#PRETRAIN}. */
    public record PreTrained(
            UUID release,
            String releaseDigest,
            double top1,
            double top5,
            double reconstructorL1,
            double reconstructorSsim,
            double seconds) {}

    /**
     * Of {@link Step#PULL}.
     *
     * @param keyFingerprint of the key that signed the release, as pinned
     */
    public record Pulled(UUID release, String releaseDigest, ReleaseManifest manifest, String keyFingerprint) {}

    /**
     * Of {@link Step#TEST_RELEASE}.
     *
     * @param leastSsim  of the charter, which the objections are about
     * @param objections why the release must not be used; empty if it may
     * @param warnings   what else there is to know
     */
    public record TestedRelease(
            String releaseDigest,
            double leastSsim,
            ReleaseFigures figures,
            List<String> objections,
            List<String> warnings,
            double seconds) {
        /** The figures in a line. */
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "Release %s on %,d own images: SSIM of its reconstructor %s, of an own one %s, of an own one for random features %s, of a"
                            + " guess %.2f; top-1 %.1f %%; %s",
                    releaseDigest.substring(0, 12),
                    figures.images(),
                    figures.reconstructorSsim(),
                    figures.ownSsim(),
                    figures.untrainedSsim(),
                    figures.guessSsim(),
                    figures.top1().value(),
                    objections.isEmpty() ? "passed" : "refused");
        }
    }

    /**
     * Of {@link Step#TRAIN_DPM}.
     *
     * @param rotation   which DPM of this entity, from 1
     * @param module     what it is, weights aside
     * @param imagesPerRow images of a class behind each row
     * @param restarts   starts that were given up
     * @param incidents  why
     */
    public record TrainedDpm(
            int rotation,
            String module,
            int imagesPerRow,
            String commitment,
            int restarts,
            List<String> incidents,
            double seconds) {}

    /**
     * Of {@link Step#MEASURE_LEAKAGE}; the figures are in {@code reports/}.
     *
     * @param limits  of the charter, which the verdict is about
     * @param verdict of the own gate; unless it is {@code PASS} nothing leaves
     * @param insiderIndex from the report's own seed, as {@code insiderSsim}; the report has the other seeds
     */
    public record Measured(
            int rotation,
            Thresholds limits,
            Verdict verdict,
            List<String> reasons,
            double insiderIndex,
            double insiderSsim,
            double seconds) {}

    /** The local copy of a leakage report: places of page and PDF, which must not leave. */
    public record LocalReport(String page, String pdf) {}

    /**
     * Of a preview.
     *
     * @param page           file with what would leave
     * @param bytes          of all shards
     * @param manifestDigest SHA-256 of the canonical JSON of the manifest that would be signed
     * @param verdict        of the own gate
     */
    public record Previewed(String page, int rows, long bytes, String manifestDigest, Verdict verdict) {}

    /** Of {@link Step#PUBLISH}. */
    public record Published(
            UUID contribution, UUID report, ContributionState state, int rows, long bytes, List<String> reasons) {}

    /**
     * Of a release by a second person.
     *
     * @param manifestDigest of what was released
     */
    public record Approved(
            String officer, String keyFingerprint, String manifestDigest, int rows, long bytes, Instant approvedAt) {}

    /** Of a withdrawal. */
    public record Withdrawn(List<Certified> withdrawals) {}

    /** @param certificate file with what the coordinator signed */
    public record Certified(UUID withdrawal, List<UUID> contributions, String certificate) {}

    /**
     * Of {@link Step#REFINE}.
     *
     * @param snapshotRows    rows of the whole snapshot
     * @param snapshotBytes   bytes of the whole snapshot
     * @param pooledRows      rows of the others, which were trained on
     * @param bestWithoutPool the best of the three choices without the pool
     * @param reported        whether the figures were sent to the coordinator
     * @param poolHelped      whether the pool gave more than the best choice without it, beyond chance
     * @param inWords         the same as a sentence
     */
    public record Refined(
            UUID snapshot,
            int snapshotRows,
            long snapshotBytes,
            int pooledRows,
            RefinementReport report,
            Choice bestWithoutPool,
            List<KeptDecider> deciders,
            boolean reported,
            boolean poolHelped,
            String inWords,
            double seconds) {}

    /**
     * A decider in the folder {@code deciders}.
     *
     * @param architecture as JSON
     * @param file         name of its safetensors file
     */
    public record KeptDecider(Choice choice, String architecture, String file) {}
}
