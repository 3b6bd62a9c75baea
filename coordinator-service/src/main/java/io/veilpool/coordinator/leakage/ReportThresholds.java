package io.veilpool.coordinator.leakage;

import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether a report's figures are within the charter's limits: a pure decision about what the agent states. The agent's
 * own gate decides the same; the coordinator does not take its verdict on trust.
 */
public final class ReportThresholds {
    private static final String PASS = "PASS";
    private static final String RECONSTRUCTOR = "published-reconstructor";
    private static final String INSIDER = "insider";

    private ReportThresholds() {}

    /** Sentences with value and limit, one per limit that is broken; empty when all hold. */
    public static List<String> broken(LeakageReport report, Thresholds limits) {
        List<String> broken = new ArrayList<>();
        if (!PASS.equals(report.verdict())) {
            broken.add("The agent's own verdict is " + report.verdict() + ".");
        }
        double lost = report.top1Original() - report.top1Poisoned();
        if (!(lost <= limits.maxTop1Lost())) {
            broken.add(text("Top-1 lost by poisoning is %.2f points, limit %.2f.", lost, limits.maxTop1Lost()));
        }
        if (!(report.relativeChange() >= limits.minRelativeChange())) {
            broken.add(text(
                    "Relative change of the features is %.4f, at least %.4f is needed.",
                    report.relativeChange(), limits.minRelativeChange()));
        }
        double ssim = greatest(report, RECONSTRUCTOR, score -> Math.abs(score.ssim()));
        if (!(ssim <= limits.maxReconstructorSsim())) {
            broken.add(text(
                    "Absolute mean SSIM of the published reconstructor is %.4f, limit %.4f.",
                    ssim, limits.maxReconstructorSsim()));
        }
        double negative = greatest(report, RECONSTRUCTOR, AttackScore::ssimNegative);
        if (!(negative <= limits.maxReconstructorSsim())) {
            broken.add(text(
                    "Mean SSIM of the negative of the published reconstructor's pictures is %.4f, limit %.4f.",
                    negative, limits.maxReconstructorSsim()));
        }
        double index = greatest(report, INSIDER, AttackScore::indexHigh);
        if (!(index <= limits.maxInsiderIndex())) {
            broken.add(text(
                    "The upper end of the insider's leakage index is %.4f, limit %.4f.",
                    index, limits.maxInsiderIndex()));
        }
        broken.addAll(brokenByTheLibrary(report, limits.maxInsiderIndex()));
        return broken;
    }

    private static List<String> brokenByTheLibrary(LeakageReport report, double limit) {
        List<String> broken = new ArrayList<>();
        for (AttackOutcome attack : report.attacks()) {
            if (attack.breaksInsiderLimit(limit)) {
                broken.add(String.format(
                        Locale.ROOT,
                        "The upper end of the leakage index of the attack %s, which knows no more than an insider, is %.4f, limit %.4f.",
                        attack.attack(),
                        attack.high(),
                        limit));
            }
        }
        if (AttackOutcome.showNothing(report.attackEffort(), report.attacks(), limit)) {
            broken.add("The attack library has no insider whose controls hold, so it shows nothing.");
        }
        return broken;
    }

    /** A figure of an attack; an attack that is not in the report breaks its limit. */
    private static double greatest(LeakageReport report, String attack, ToDoubleFunction<AttackScore> figure) {
        return report.scores().stream()
                .filter(score -> score.attack().equals(attack))
                .mapToDouble(figure)
                .reduce(Math::max)
                .orElse(Double.NaN);
    }

    private static String text(String format, double value, double limit) {
        return String.format(Locale.ROOT, format, value, limit);
    }
}
