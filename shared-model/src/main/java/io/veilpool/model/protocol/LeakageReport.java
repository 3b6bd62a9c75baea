package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent measured about its DPM on its own premises, on images the DPM was not trained on unless said. Figures only, no pixels.
 *
 * @param suite          version of the attackers that were run, {@link #SUITE} when this was written
 * @param seed           what every draw of the measurement derives from, a whole number of 64 bits in decimal digits
 * @param sampleCommitment keyed hash of the held-back images: that two reports are of the same ones is provable, which ones is not
 * @param rerun          the re-run that this answers; null if nobody ordered the measurement
 * @param images         held back: what accuracies and change are over
 * @param imagesPerClass those of each class, in the charter's order
 * @param measuredOn     what computed it
 * @param relativeChange mean of ||z' - z|| / ||z||
 * @param priorSsim      SSIM of the best guess without features (mean or class mean image)
 * @param priorL1        L1 of that guess
 * @param control        the insider's attacker on original features: shows that the attacker works
 * @param scores         one per attacker of the probe on poisoned features: {@code published-reconstructor}, {@code insider}
 * @param insiderTrials  the insider of {@code scores} again, from seeds that derive from the report's, in their order; empty if one was
 *     enough
 * @param onTrainingImages the insider of {@code scores} and its control on images that the DPM was trained on; null if fewer
 *     than two of those were not the attacker's too
 * @param worstClasses   classes of which the insider got most, the worst first; of held-back images
 * @param attackEffort   what the attack library could spend; NONE if it was not run, whatever the reason
 * @param attacks        what it got, one entry per attack
 * @param notRun         attacks not run, and why
 * @param limits         what it was judged by
 * @param verdicts       one for each limit
 * @param tolerance      that a repeated measurement is held to
 * @param residualRisk   in plain words
 */
public record LeakageReport(
        int formatVersion,
        UUID collaboration,
        String entity,
        String releaseDigest,
        String dpmCommitment,
        int rotation,
        int suite,
        String seed,
        String sampleCommitment,
        @Nullable UUID rerun,
        int images,
        List<Integer> imagesPerClass,
        ReportMachine measuredOn,
        double top1Original,
        double top1Poisoned,
        double top5Original,
        double top5Poisoned,
        double relativeChange,
        double priorSsim,
        double priorL1,
        AttackScore control,
        AttackScore reconstructorOnOriginal,
        List<AttackScore> scores,
        List<InsiderTrial> insiderTrials,
        @Nullable InsiderTrial onTrainingImages,
        List<ClassLeakage> worstClasses,
        AttackEffort attackEffort,
        List<AttackOutcome> attacks,
        List<String> notRun,
        Thresholds limits,
        List<LimitVerdict> verdicts,
        ReportTolerance tolerance,
        String residualRisk,
        Instant createdAt) {
    /** The version that this record is; others cannot be read. */
    public static final int FORMAT_VERSION = 1;

    /** Version of this software's attackers. It grows with every attack that is added or made stronger: older reports are stale then. */
    public static final int SUITE = 2;

    /** So many classes are named, or fewer. */
    public static final int MOST_CLASSES = 3;

    /**
     * @throws IllegalArgumentException if two scores or outcomes are of one attack, there are more trials than a charter can ask for or more classes, or
     *     a figure is outside its range
     */
    public LeakageReport {
        SeedText.check(seed);
        Ranges.within("the version of the attack suite", suite, 1, Integer.MAX_VALUE);
        imagesPerClass = List.copyOf(imagesPerClass);
        scores = List.copyOf(scores);
        insiderTrials = List.copyOf(insiderTrials);
        worstClasses = List.copyOf(worstClasses);
        attacks = List.copyOf(attacks);
        notRun = List.copyOf(notRun);
        verdicts = List.copyOf(verdicts);
        if (scores.stream().map(AttackScore::attack).distinct().count() < scores.size()) {
            throw new IllegalArgumentException("a report has one score of an attack");
        }
        if (attacks.stream().map(AttackOutcome::attack).distinct().count() < attacks.size()) {
            throw new IllegalArgumentException("a report has one outcome of an attack");
        }
        if (insiderTrials.size() >= Thresholds.MOST_SEEDS) {
            throw new IllegalArgumentException("a report has at most " + (Thresholds.MOST_SEEDS - 1)
                    + " trials of the insider beside its score, this one has " + insiderTrials.size());
        }
        if (worstClasses.size() > MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "a report names at most " + MOST_CLASSES + " classes, this one " + worstClasses.size());
        }
        for (int ofClass : imagesPerClass) {
            Ranges.within("images of a class", ofClass, 0, Integer.MAX_VALUE);
        }
        for (double percent : new double[] {top1Original, top1Poisoned, top5Original, top5Poisoned}) {
            Ranges.within("an accuracy in percent", percent, 0, 100);
        }
        Ranges.within("the relative change", relativeChange, 0, Double.MAX_VALUE);
        Ranges.within("an SSIM", priorSsim, -1, 1);
    }
}
