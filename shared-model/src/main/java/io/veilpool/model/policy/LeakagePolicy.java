package io.veilpool.model.policy;

import static io.veilpool.model.protocol.Verdict.FAIL;
import static io.veilpool.model.protocol.Verdict.INSUFFICIENT_EVIDENCE;
import static io.veilpool.model.protocol.Verdict.PASS;

import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackOutcome.Reconstruction;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.Thresholds;
import io.veilpool.model.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides, from a report's figures and a charter's limits alone, whether a DPM may be used. A pure function: the agent applies it before
 * anything leaves, the coordinator applies it again and takes no verdict on trust. The figures themselves, and whether the controls of
 * the library's attacks held, are the reporting entity's word.
 */
public final class LeakagePolicy {
    /** An attacker that does not rebuild original features this much better than a guess proves nothing when it fails. */
    public static final double LEAST_CONTROL_GAIN = 0.05;

    /** Name of attackers on a sensitive attribute. */
    public static final String ATTRIBUTE_INFERENCE = "attribute-inference";

    /** These know more than an insider, or are measured from another guess. */
    private static final Set<String> NOT_UNDER_INSIDER_LIMIT = Set.of("informed-partner", "separating-insider");

    private final LeakageReport report;
    private final Thresholds limits;
    private final List<LimitVerdict> verdicts = new ArrayList<>();

    private LeakagePolicy(LeakageReport report, Thresholds limits) {
        this.report = report;
        this.limits = limits;
    }

    /**
     * One verdict for each limit that there is, always in the same order. A figure that is missing or no number keeps no limit.
     *
     * @param report its figures; the verdicts in it are not looked at
     */
    public static List<LimitVerdict> judge(LeakageReport report, Thresholds limits) {
        LeakagePolicy policy = new LeakagePolicy(report, limits);
        policy.images();
        policy.seeds();
        policy.accuracy();
        policy.change();
        policy.publishedReconstructor();
        policy.insider();
        policy.library();
        policy.attributes();
        return List.copyOf(policy.verdicts);
    }

    /** FAIL if a limit is broken; otherwise INSUFFICIENT_EVIDENCE if one cannot be told; otherwise PASS. */
    public static Verdict whole(List<LimitVerdict> verdicts) {
        List<Verdict> each = verdicts.stream().map(LimitVerdict::verdict).toList();
        if (each.contains(FAIL)) {
            return FAIL;
        }
        return each.isEmpty() || each.contains(INSUFFICIENT_EVIDENCE) ? INSUFFICIENT_EVIDENCE : PASS;
    }

    /** Sentences of the limits that do not pass. */
    public static List<String> objections(List<LimitVerdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict.verdict() != PASS)
                .map(LimitVerdict::sentence)
                .toList();
    }

    /** Whether the report's own verdicts are what its figures and the limits that it names give; wording aside. */
    public static boolean agreesWithItself(LeakageReport report) {
        List<LimitVerdict> right = judge(report, report.limits());
        List<LimitVerdict> said = report.verdicts();
        boolean agrees = right.size() == said.size();
        for (int i = 0; agrees && i < right.size(); i++) {
            agrees = right.get(i).limit().equals(said.get(i).limit())
                    && right.get(i).verdict() == said.get(i).verdict();
        }
        return agrees;
    }

    /** Whether the limit on the insider's index binds this attack too: it rebuilds images, and knows no more than an insider. */
    public static boolean underInsiderLimit(AttackOutcome attack) {
        return attack.reconstruction() != null && !NOT_UNDER_INSIDER_LIMIT.contains(attack.attack());
    }

    private void images() {
        int images = Stream.of(
                        report.scores(),
                        InsiderTrials.insiders(report),
                        InsiderTrials.controls(report),
                        onTrainingImages().map(List::of).orElse(List.of()))
                .flatMap(List::stream)
                .mapToInt(AttackScore::images)
                .reduce(report.images(), Math::min);
        add(
                "images",
                images >= limits.leastImages() ? PASS : INSUFFICIENT_EVIDENCE,
                "Measured on %,d images of each kind, held back or trained on, at least %,d are needed.",
                "Hold back more images, or train on more.",
                images,
                limits.leastImages());
    }

    private void seeds() {
        int needed = limits.neededSeeds();
        if (needed == 1) {
            return;
        }
        int counted = InsiderTrials.counted(report);
        add(
                "seeds",
                counted >= needed ? PASS : INSUFFICIENT_EVIDENCE,
                "The insider was trained, with its whole budget, from %d of the seeds that the report's own one decides; at least %d are"
                        + " needed.",
                "Accept the charter, and measure again.",
                counted,
                needed);
    }

    private void accuracy() {
        double lost = report.top1Original() - report.top1Poisoned();
        add(
                "top-1-lost",
                lost <= limits.maxTop1Lost() ? PASS : FAIL,
                "Top-1 lost by poisoning is %.2f points (%.2f to %.2f percent), limit %.2f.",
                "Train the DPM longer, or lower lambda.",
                lost,
                report.top1Original(),
                report.top1Poisoned(),
                limits.maxTop1Lost());
    }

    private void change() {
        add(
                "relative-change",
                report.relativeChange() >= limits.minRelativeChange() ? PASS : FAIL,
                "Poisoned features differ from original ones by %.3f of their norm, at least %.3f is needed.",
                "The DPM stayed near the identity: train it from another seed, or raise lambda.",
                report.relativeChange(),
                limits.minRelativeChange());
    }

    private void publishedReconstructor() {
        double ssim = score(AttackScore.PUBLISHED_RECONSTRUCTOR)
                .map(AttackScore::ssim)
                .orElse(Double.NaN);
        // Where all images are alike, as portraits are, a guess has more than the limit; a picture that has less shows
        // no more than that.
        double greatest = Math.max(limits.maxReconstructorSsim(), report.priorSsim());
        add(
                "reconstructor-ssim",
                ssim >= -limits.maxReconstructorSsim() && ssim <= greatest ? PASS : FAIL,
                "Mean SSIM of the published reconstructor on poisoned features is %.3f, limits %.3f and %.3f; a guess without features has"
                        + " %.3f.",
                "Train the DPM longer, or raise lambda.",
                ssim,
                -limits.maxReconstructorSsim(),
                greatest,
                report.priorSsim());
        double negative = score(AttackScore.PUBLISHED_RECONSTRUCTOR)
                .map(AttackScore::ssimNegative)
                .orElse(Double.NaN);
        add(
                "reconstructor-negative",
                negative <= limits.maxReconstructorSsim() ? PASS : FAIL,
                "Mean SSIM of the negative of what the published reconstructor paints is %.3f, limit %.3f.",
                "Train the DPM longer, or raise lambda.",
                negative,
                limits.maxReconstructorSsim());
    }

    private void insider() {
        String name = "insider-index";
        Optional<AttackScore> insider = InsiderTrials.worst(report);
        Optional<AttackScore> trained = onTrainingImages();
        double high = insider.map(InsiderTrials::upperEnd).orElse(Double.NaN);
        double highest = Math.max(high, trained.map(InsiderTrials::upperEnd).orElse(Double.NEGATIVE_INFINITY));
        double limit = limits.maxInsiderIndex();
        double control = InsiderTrials.controls(report).stream()
                .mapToDouble(AttackScore::ssim)
                .min()
                .orElseThrow();
        if (highest <= limit && limit < 1 && !(control - report.priorSsim() >= LEAST_CONTROL_GAIN)) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "The insider's attacker rebuilds original features with SSIM %.3f, a guess without features has %.3f: it is too weak"
                            + " to prove anything.",
                    "Give it more steps or more images.",
                    control,
                    report.priorSsim());
        } else if (highest <= limit && limit < 1 && !InsiderTrials.isOnTrainingImages(report)) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "This insider was not scored on images that the DPM was trained on, whose rows are published.",
                    "Give attackers public images (`auxiliaryImages` in the agent's settings), or train on more own ones.");
        } else if (highest <= limit && limit < 1 && limits.needsConvergence() && !libraryHasConvergedInsider()) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "The charter counts attackers that had converged. Nobody watched whether this insider of index %.2f had, and the attack"
                            + " library has none beside it that had.",
                    "Give the library more effort (`attacks` in the agent's settings).",
                    insider.map(AttackScore::index).orElse(Double.NaN));
        } else {
            int trials = InsiderTrials.insiders(report).size();
            add(
                    name,
                    highest <= limit ? PASS : FAIL,
                    "Leakage index of the insider attack is %.2f (%.2f to %.2f)%s%s, limit %.2f for the upper end.",
                    "Agree on a higher limit, or on a profile that mixes more images.",
                    insider.map(AttackScore::index).orElse(Double.NaN),
                    insider.map(AttackScore::indexLow).orElse(Double.NaN),
                    high,
                    trials > 1 ? ", the worst of " + trials + " seeds" : "",
                    trained.map(LeakagePolicy::inWords).orElse(""),
                    limit);
        }
    }

    private Optional<AttackScore> onTrainingImages() {
        return Optional.ofNullable(report.onTrainingImages()).map(InsiderTrial::insider);
    }

    private static String inWords(AttackScore score) {
        return String.format(
                Locale.ROOT,
                ", and %.2f (%.2f to %.2f) on images that the DPM was trained on",
                score.index(),
                score.indexLow(),
                InsiderTrials.upperEnd(score));
    }

    private boolean libraryHasConvergedInsider() {
        return insiderOfTheLibrary().map(Reconstruction::converged).orElse(false);
    }

    /** The insider's limit binds every attack of the library that rebuilds images and knows no more. */
    private void library() {
        double limit = limits.maxInsiderIndex();
        String name = "attack-library";
        List<AttackOutcome> beyond =
                report.attacks().stream().filter(this::isBeyond).toList();
        if (!beyond.isEmpty()) {
            // Names and sentences come from outside: they are arguments, never a format.
            add(
                    name,
                    FAIL,
                    "Attacks that know no more than an insider got more than the limit of %.2f for the upper end of the index: %s.",
                    "Agree on a higher limit, or on a profile that mixes more images.",
                    limit,
                    String.join(
                            ", ", beyond.stream().map(LeakagePolicy::inWords).toList()));
            return;
        }
        if (report.attackEffort().compareTo(limits.leastEffort()) < 0) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "The attack library had the effort %s; the charter asks for %s.",
                    "Set `attacks` in the agent's settings and measure again; if it ran less than it was told, the report says why.",
                    report.attackEffort(),
                    limits.leastEffort());
            return;
        }
        if (limit < 1 && limits.needsConvergence() && !unconverged().isEmpty()) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "The charter counts attackers that had converged. With more steps these would have got more: %s.",
                    "Give the library more effort.",
                    String.join(", ", unconverged()));
            return;
        }
        if (report.attackEffort() == AttackEffort.NONE) {
            add(name, PASS, "The attack library was not run; the charter does not ask for it.", "");
            return;
        }
        Optional<Reconstruction> insider = insiderOfTheLibrary();
        if (limit < 1 && insider.isEmpty()) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "The library has no insider whose controls hold, so it proves nothing.",
                    "Give it more images, or more effort.");
        } else if (limit < 1
                && limits.leastEffort().compareTo(AttackEffort.STANDARD) >= 0
                && !insider.get().converged()) {
            add(
                    name,
                    INSUFFICIENT_EVIDENCE,
                    "The library's insider had not converged: with more steps it would have got more than an SSIM of %.3f.",
                    "Give it more effort.",
                    insider.get().ssim());
        } else {
            add(name, PASS, "No attack of the library that knows no more than an insider is beyond %.2f.", "", limit);
        }
    }

    private void attributes() {
        Double limit = limits.maxAttributeLeakage();
        if (limit == null) {
            return;
        }
        List<AttackOutcome> ran = report.attacks().stream()
                .filter(attack -> attack.attack().equals(ATTRIBUTE_INFERENCE))
                .toList();
        List<AttackOutcome> beyond = ran.stream()
                .filter(attack -> !(Math.max(attack.leakage(), attack.high()) <= limit))
                .toList();
        if (!beyond.isEmpty()) {
            add(
                    ATTRIBUTE_INFERENCE,
                    FAIL,
                    "Attackers on sensitive attributes got more than the limit of %.2f for the upper end: %s.",
                    "Agree on a higher limit, or on a method that hides attributes.",
                    limit,
                    String.join(
                            ", ", beyond.stream().map(LeakagePolicy::inWords).toList()));
        } else if (ran.isEmpty()) {
            add(
                    ATTRIBUTE_INFERENCE,
                    INSUFFICIENT_EVIDENCE,
                    "No attacker on a sensitive attribute ran; the limit is %.2f.",
                    "Set `attacks` in the agent's settings, and give the attackers' images a table with the attributes.",
                    limit);
        } else if (ran.stream().anyMatch(attack -> attack.failure() != null)) {
            add(
                    ATTRIBUTE_INFERENCE,
                    INSUFFICIENT_EVIDENCE,
                    "Controls of attackers on sensitive attributes failed, so that their figures show nothing.",
                    "Give them more images, or more effort.");
        } else {
            add(ATTRIBUTE_INFERENCE, PASS, "No attacker on a sensitive attribute is beyond %.2f.", "", limit);
        }
    }

    /** What it rebuilt, if its controls hold. */
    private Optional<Reconstruction> insiderOfTheLibrary() {
        return report.attacks().stream()
                .filter(attack -> attack.attack().equals(AttackScore.INSIDER))
                .filter(attack -> attack.failure() == null && attack.positiveControl() > attack.negativeControl())
                .findFirst()
                .map(AttackOutcome::reconstruction);
    }

    /** Of those that the insider's limit binds. */
    private List<String> unconverged() {
        return report.attacks().stream()
                .filter(LeakagePolicy::underInsiderLimit)
                .filter(attack -> attack.reconstruction() != null
                        && !attack.reconstruction().converged())
                .map(LeakagePolicy::inWords)
                .toList();
    }

    /** Failed controls excuse nothing: they say that a low figure shows no safety. */
    private boolean isBeyond(AttackOutcome attack) {
        return underInsiderLimit(attack) && !(Math.max(attack.leakage(), attack.high()) <= limits.maxInsiderIndex());
    }

    private static String inWords(AttackOutcome attack) {
        return String.format(
                Locale.ROOT,
                "%s %.2f (%.2f to %.2f%s)",
                attack.attack(),
                attack.leakage(),
                attack.low(),
                attack.high(),
                attack.failure() == null ? "" : "; its controls failed: " + attack.failure());
    }

    private Optional<AttackScore> score(String attack) {
        return report.scores().stream()
                .filter(score -> score.attack().equals(attack))
                .findFirst();
    }

    private void add(String limit, Verdict verdict, String measured, String remedy, Object... values) {
        String sentence = String.format(Locale.ROOT, measured, values);
        verdicts.add(new LimitVerdict(limit, verdict, verdict == PASS ? sentence : sentence + " " + remedy));
    }
}
