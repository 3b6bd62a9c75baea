package io.veilpool.agent.leakage;

import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Decides, from figures alone, whether a DPM may be used for a contribution. Pure. */
public final class LeakageGate {
    /** An attacker that does not rebuild original features this much better than a guess proves nothing when it fails. */
    static final double LEAST_CONTROL_GAIN = 0.05;

    private LeakageGate() {}

    /** A figure that is not a number keeps no limit. */
    public static LeakageVerdict judge(LeakageFindings findings, Thresholds limits) {
        List<String> reasons = new ArrayList<>();
        double lost = findings.top1Original() - findings.top1Poisoned();
        if (!(lost <= limits.maxTop1Lost())) {
            reasons.add(text(
                    "top-1 lost by poisoning is %.2f points (%.2f to %.2f percent over %,d images), limit %.2f; train the DPM"
                            + " longer, or lower lambda",
                    lost, findings.top1Original(), findings.top1Poisoned(), findings.images(), limits.maxTop1Lost()));
        }
        if (!(findings.relativeChange() >= limits.minRelativeChange())) {
            reasons.add(text(
                    "poisoned features differ from original ones by %.3f of their norm, limit %.3f: the DPM stayed near the"
                            + " identity; train it from another seed, or raise lambda",
                    findings.relativeChange(), limits.minRelativeChange()));
        }
        AttackScore published = findings.score(LeakageFindings.PUBLISHED_RECONSTRUCTOR);
        if (!(Math.abs(published.ssim()) <= limits.maxReconstructorSsim())) {
            reasons.add(text(
                    "mean SSIM of the published reconstructor on poisoned features is %.3f over %,d images, limit %.3f on either"
                            + " side of 0; train the DPM longer, or raise lambda",
                    published.ssim(), published.images(), limits.maxReconstructorSsim()));
        }
        if (!(published.ssimNegative() <= limits.maxReconstructorSsim())) {
            reasons.add(text(
                    "mean SSIM of the negative of what the published reconstructor paints is %.3f over %,d images, limit %.3f;"
                            + " train the DPM longer, or raise lambda",
                    published.ssimNegative(), published.images(), limits.maxReconstructorSsim()));
        }
        AttackScore insider = findings.score(LeakageFindings.INSIDER);
        if (!(insider.indexHigh() <= limits.maxInsiderIndex())) {
            reasons.add(text(
                    "leakage index of the insider attack is %.2f (%.2f to %.2f), limit %.2f for the upper end; this DPM relies on the secrecy of"
                            + " its weights, so agree on a higher limit or use a narrower DPM",
                    insider.index(), insider.indexLow(), insider.indexHigh(), limits.maxInsiderIndex()));
        }
        judgeLibrary(findings, limits.maxInsiderIndex(), reasons);
        double controlGain = findings.control().ssim() - findings.priorSsim();
        if (limits.maxInsiderIndex() < 1 && !(controlGain >= LEAST_CONTROL_GAIN)) {
            reasons.add(text(
                    "the attacker rebuilds original features with SSIM %.3f, a guess without features has %.3f: it is too weak to"
                            + " prove anything; give it more steps or more images",
                    findings.control().ssim(), findings.priorSsim()));
        }
        return reasons.isEmpty() ? new LeakageVerdict.Admitted() : new LeakageVerdict.Refused(reasons);
    }

    private static void judgeLibrary(LeakageFindings findings, double limit, List<String> reasons) {
        for (AttackOutcome attack : findings.attacks()) {
            if (attack.breaksInsiderLimit(limit)) {
                reasons.add(text(
                        "leakage index of the attack %s, which knows no more than an insider, is %.2f (%.2f to %.2f), limit %.2f for"
                                + " the upper end; agree on a higher limit or use a narrower DPM%s",
                        attack.attack(),
                        attack.leakage(),
                        attack.low(),
                        attack.high(),
                        limit,
                        attack.failure() == null ? "" : ". Its controls failed: " + attack.failure()));
            }
        }
        if (AttackOutcome.showNothing(findings.attackEffort(), findings.attacks(), limit)) {
            reasons.add(
                    "the library's insider attack proves nothing, its controls failed; give it more images, or more effort");
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
