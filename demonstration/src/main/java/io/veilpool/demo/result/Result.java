package io.veilpool.demo.result;

import io.veilpool.model.protocol.Charter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run found; written as {@code result.json}. Accuracies are in percent, SSIM in [-1, 1], L1 and leakage index in
 * [0, 1]. All accuracies and scores are measured on the test images, which nothing else uses.
 *
 * @param data    what the images were: the path that was given, or {@code generated}
 * @param unpoisoned null under methods where every member shares what nobody poisoned
 * @param seconds working time of the run, all attempts together when it was interrupted
 */
public record Result(
        String data,
        long seed,
        double seconds,
        PreTraining preTraining,
        Reconstructor reconstructor,
        List<Poisoning> poisoning,
        Pool pool,
        List<Refinement> refinement,
        PoolOnlyDecider poolOnlyDecider,
        Setting setting,
        List<Holding> holdings,
        List<Departure> departures,
        @Nullable Unpoisoned unpoisoned,
        Withdrawal withdrawal,
        Effort effort) {
    private static final double CLEARLY_WORSE = .05;

    /** The network that the publishing entity trained on its own images, before it was split. */
    public record PreTraining(String entity, double top1, double top5) {}

    /** The published reconstructor on original features. */
    public record Reconstructor(double l1, double ssim) {}

    /**
     * One entity's private DPM.
     *
     * @param l1Original    L1 of the published reconstructor on original features
     * @param ssimPoisoned  SSIM of the published reconstructor on poisoned features: the paper's score
     * @param insiderIndex  leakage index of a decoder trained on this DPM's outputs: 0 = a guess without features,
     *                      1 = as good as the same decoder on original features
     * @param ssimNegative  SSIM of the negated reconstruction from poisoned features
     * @param controlSsim   SSIM of the insider's decoder on original features
     * @param priorSsim     SSIM of the best guess without features
     * @param insiderSteps  the insider's training steps
     * @param insiderImages images that the insider trained on
     * @param insiderRetrieval percent of the insider's pictures whose nearest one of {@code insiderScoredImages} test
     *                      images is the right one
     * @param relativeChange mean of ||z' - z|| / ||z||
     * @param dpm           architecture of the module in words
     */
    public record Poisoning(
            String entity,
            double top1Original,
            double top1Poisoned,
            double top5Original,
            double top5Poisoned,
            double l1Original,
            double l1Poisoned,
            double ssimOriginal,
            double ssimPoisoned,
            double insiderIndex,
            double insiderSsim,
            double insiderIndexLow,
            double insiderIndexHigh,
            double insiderL1,
            double ssimNegative,
            double controlSsim,
            double priorSsim,
            int insiderSteps,
            int insiderImages,
            double insiderRetrieval,
            int insiderScoredImages,
            double relativeChange,
            String dpm) {
        /** Points of top-1 that poisoning cost; negative when it gained. */
        public double top1Lost() {
            return top1Original - top1Poisoned;
        }
    }

    /** The pool snapshot that everybody refined with. */
    public record Pool(String snapshot, int rows, long bytes, int contributions) {}

    /**
     * What refinement gave one entity.
     *
     * @param images              training images of this entity
     * @param top1OwnDataOnly     a decider from scratch on own original features
     * @param top1PublishedDecider the published decider as it is
     * @param top1PublishedRefined the published decider refined on own original features
     * @param top1WithPool        the same start, steps and schedule, with the pool
     * @param chosen              which of them the agent keeps, decided on its validation images
     * @param poolGain            top1WithPool minus the best choice without the pool, in points, on the test images
     * @param poolGainLow         lower end of its 95 percent interval, paired over images
     * @param poolGainHigh        upper end
     */
    public record Refinement(
            String entity,
            int images,
            double top1OwnDataOnly,
            double top1PublishedDecider,
            double top1PublishedRefined,
            double top1WithPool,
            String chosen,
            double poolGain,
            double poolGainLow,
            double poolGainHigh) {
        /** Points over own data only: the paper's comparison. */
        public double gainOverOwnData() {
            return top1WithPool - top1OwnDataOnly;
        }

        /** Accuracy of the decider that the agent keeps. */
        public double top1Chosen() {
            return switch (chosen) {
                case "OWN_DATA_ONLY" -> top1OwnDataOnly;
                case "PUBLISHED_DECIDER" -> top1PublishedDecider;
                case "PUBLISHED_REFINED" -> top1PublishedRefined;
                default -> top1WithPool;
            };
        }

        /** What the pool did for this entity, against the best choice without it. */
        public PoolVerdict verdict() {
            return PoolVerdict.of(this);
        }
    }

    /** The coordinator's decider, trained on pooled rows alone. */
    public record PoolOnlyDecider(double top1) {}

    /**
     * Under which conditions the figures came about.
     *
     * @param generated the images were drawn by the program
     * @param imageSize    for instance {@code 3 x 32 x 32}
     * @param method       how rows were protected, as charters name it
     * @param imagesPerRow images of a class that every published row mixes
     * @param columns      what the columns of the images' table were taken for, in words; null for class folders
     */
    public record Setting(
            String world,
            boolean quick,
            boolean generated,
            List<String> classes,
            String imageSize,
            String backbone,
            String hookPoint,
            String method,
            int imagesPerRow,
            int testImages,
            @Nullable String columns) {}

    /** What one party holds: {@code perClass} in the order of the classes. */
    public record Holding(String entity, int images, List<Integer> perClass) {}

    /** What one entity sent out: {@code what} in words, how many of {@code unit}, and the bytes. */
    public record Departure(String entity, String what, long count, String unit, long bytes) {}

    /**
     * What became of the rows that a careless member handed in without poisoning them. None of them is in the pool.
     *
     * @param state   QUARANTINED or REJECTED: the coordinator caught them; WITHDRAWN: it did not, and its admin took them out
     * @param reasons in sentences
     */
    public record Unpoisoned(String entity, int rows, String state, List<String> reasons) {
        public boolean caught() {
            return !state.equals("WITHDRAWN");
        }
    }

    /**
     * What the coordinator certified of a withdrawal that came when nothing here needed the rows any more.
     *
     * @param snapshots numbers of those that held any of the rows; nobody is given them any more
     * @param deciders  how many of the coordinator's deciders were trained on those
     * @param successor the snapshot without the rows; null if nobody else's were in the pool
     * @param holders   members that may have copies
     * @param notUndone what no coordinator can undo, in sentences
     * @param certificate file with the certificate, beside this one
     */
    public record Withdrawal(
            String entity,
            String reason,
            int contributions,
            int rows,
            List<Integer> snapshots,
            int deciders,
            @Nullable Successor successor,
            List<String> holders,
            List<String> notUndone,
            String certificate) {}

    /** A snapshot that took another's place. */
    public record Successor(int snapshot, int rows) {}

    /**
     * What the run took.
     *
     * @param interruptions how often the run was taken up again
     * @param peakMemoryMiB greatest sum of proportional memory of all processes, sampled each second
     */
    public record Effort(int interruptions, long peakMemoryMiB, List<StepSeconds> steps) {}

    /** Wall-clock seconds of one step of one party. */
    public record StepSeconds(String step, String party, double seconds) {}

    /** Whether each entity changed its rows by a DPM. */
    public boolean poisons() {
        return setting.method().equals(Charter.DEEP_POISONING);
    }

    /**
     * A warning if the insider's decoder, trained on original features, rebuilds clearly worse pictures than the
     * published reconstructor: then it had too little time, and a more patient one gets more than its index says.
     */
    public Optional<String> weakAttacker() {
        double control =
                poisoning.stream().mapToDouble(Poisoning::controlSsim).max().orElse(1);
        return control >= reconstructor.ssim() - CLEARLY_WORSE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "The insider's attacker was weak in this run: even on original features it reaches SSIM %.2f only,"
                                + " the published reconstructor %.2f. With more training it shows more.",
                        control,
                        reconstructor.ssim()));
    }

    /** The same figures with what the run took. */
    public Result with(double totalSeconds, Effort total) {
        return new Result(
                data,
                seed,
                totalSeconds,
                preTraining,
                reconstructor,
                poisoning,
                pool,
                refinement,
                poolOnlyDecider,
                setting,
                holdings,
                departures,
                unpoisoned,
                withdrawal,
                total);
    }
}
