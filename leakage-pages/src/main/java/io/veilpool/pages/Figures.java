package io.veilpool.pages;

import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The report's other figures, each with its meaning in words, and how each attack was made. */
final class Figures {
    private static final String NONE = "\u2013";

    private Figures() {}

    static List<PageModel.Figure> of(LeakageReport report) {
        return List.of(
                figure(
                        "top-1, original to poisoned",
                        Text.fixed(report.top1Original(), 1) + " % to " + Text.fixed(report.top1Poisoned(), 1) + " %",
                        "images whose class is the published decider's first guess, before and after poisoning"),
                figure(
                        "top-5, original to poisoned",
                        Text.fixed(report.top5Original(), 1) + " % to " + Text.fixed(report.top5Poisoned(), 1) + " %",
                        "the same for its first five guesses"),
                figure(
                        "relative change",
                        Text.fixed(report.relativeChange(), 3),
                        "distance of poisoned from original features, as a part of their norm; near 0 the DPM does nothing"),
                figure(
                        "SSIM of a guess (prior)",
                        Text.fixed(report.priorSsim(), 3),
                        "likeness that the best picture has which knows no features: the mean or median image of all or of a class"),
                figure("L1 of a guess", Text.fixed(report.priorL1(), 3), "its mean difference from the image, 0 to 1"),
                figure(
                        "SSIM of the insider's attacker on original features",
                        Text.fixed(report.control().ssim(), 3),
                        "its positive control: it must be well above the guess, or the attacker does not work"),
                figure(
                        "SSIM of the published reconstructor on original features",
                        Text.fixed(report.reconstructorOnOriginal().ssim(), 3),
                        "what features show that nobody poisoned"),
                figure(
                        "worst classes",
                        report.worstClasses().isEmpty()
                                ? NONE
                                : report.worstClasses().stream()
                                        .map(worst -> "%s %s"
                                                .formatted(Text.clean(worst.name(), 60), Text.index(worst.index())))
                                        .collect(Collectors.joining(", ")),
                        report.worstClasses().isEmpty()
                                ? "none had ten scored images"
                                : "classes of which the insider gets most: mean index of "
                                        + report.worstClasses().stream()
                                                .map(worst -> Text.count(worst.images()))
                                                .collect(Collectors.joining(", "))
                                        + " held-back images, each counting 0 to 1, so these do not average to the index"),
                figure(
                        "computed on",
                        Text.clean(report.measuredOn().processor(), 200),
                        "with " + Text.count(report.measuredOn().threads(), "thread", "threads") + " by "
                                + Text.clean(report.measuredOn().engine(), 200)),
                figure(
                        "apart when repeated",
                        "leakage 2 x " + Text.fixed(report.tolerance().leakage(), 2),
                        "greatest distance of the intervals of the same attack's leakage, from another seed or on another kind of processor; "
                                + "on a CPU with the same seed, processor and number of threads figures come out the same"));
    }

    static List<PageModel.Attempt> attempts(LeakageReport report, List<AttackOutcome> shown) {
        List<PageModel.Attempt> attempts = new ArrayList<>();
        for (AttackScore score : report.scores()) {
            AttackScore control =
                    score.attack().equals(AttackScore.INSIDER) ? report.control() : report.reconstructorOnOriginal();
            attempts.add(attempt(Text.attack(score.attack()), score, control));
        }
        for (int i = 0; i < report.insiderTrials().size(); i++) {
            InsiderTrial trial = report.insiderTrials().get(i);
            attempts.add(attempt(Text.trial(i + 2), trial.insider(), trial.control()));
        }
        if (report.onTrainingImages() != null) {
            InsiderTrial trained = report.onTrainingImages();
            attempts.add(attempt(Text.ON_TRAINING_IMAGES, trained.insider(), trained.control()));
        }
        for (AttackOutcome attack : shown) {
            attempts.add(attempt(attack));
        }
        return attempts;
    }

    private static PageModel.Attempt attempt(String name, AttackScore score, AttackScore control) {
        return new PageModel.Attempt(
                name,
                score.steps() == 0
                        ? "as it was published"
                        : Text.count(score.steps(), "step", "steps") + " on "
                                + Text.count(score.trainingImages(), "image", "images"),
                Text.count(score.images()),
                Text.fixed(score.ssim(), 3),
                Text.fixed(score.ssimNegative(), 3),
                Text.fixed(score.l1(), 3),
                Text.fixed(score.psnr(), 1),
                NONE,
                Text.index(control.index()),
                NONE,
                Text.clean(score.seed(), 20));
    }

    private static PageModel.Attempt attempt(AttackOutcome attack) {
        AttackOutcome.Reconstruction of = attack.reconstruction();
        return new PageModel.Attempt(
                Text.attack(attack.attack()),
                Text.clean(attack.attacker(), 80),
                Text.count(attack.images()),
                of == null ? NONE : Text.fixed(of.ssim(), 3),
                of == null ? NONE : Text.fixed(of.ssimNegative(), 3),
                of == null ? NONE : Text.fixed(of.l1(), 3),
                of == null ? NONE : Text.fixed(of.psnr(), 1),
                of == null ? NONE : Text.fixed(of.top1Retrieval(), 1) + " %",
                Text.index(attack.positiveControl()),
                Text.index(attack.negativeControl()),
                Text.clean(attack.seed(), 20));
    }

    private static PageModel.Figure figure(String name, String value, String meaning) {
        return new PageModel.Figure(name, value, meaning);
    }
}
