package io.veilpool.pages;

import io.veilpool.model.policy.LeakagePolicy;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the template shows. Everything is bounded: of a report with more than {@value #MOST_ATTACKS} attacks those are drawn that got
 * most, and the page says how many are not. Verdicts and their sentences are worked out again from the figures, never taken over.
 *
 * @param mark        null unless pictures of originals are on the page
 * @param verdict     the coordinator's, of whose receipt there is one; otherwise by the limits that the report names
 * @param warnings    where verdicts differ
 * @param notDrawn    a sentence on what was left out; null if nothing was
 * @param pairs       null if the attack with known pairs was not run
 */
record PageModel(
        String title,
        String kicker,
        String entity,
        List<String> facts,
        @Nullable String mark,
        String verdict,
        String verdictStyle,
        String verdictSentence,
        List<String> warnings,
        List<Limit> limits,
        AttacksFigure attacks,
        @Nullable String notDrawn,
        @Nullable PairsFigure pairs,
        SpreadFigure spread,
        List<Figure> figures,
        List<Attempt> attempts,
        List<String> notRun,
        String residualRisk,
        @Nullable PicturesView pictures,
        @Nullable DepartureView departure,
        List<Figure> provenance,
        List<String> checks) {
    static final int MOST_ATTACKS = 40;
    static final int MOST_VARIANTS = 16;
    private static final int MOST_SENTENCES = 40;
    private static final int MOST_WORDS = 1_000;

    /** @param sentence value and limit */
    record Limit(String name, String verdict, String style, String sentence) {}

    /** A figure, its value, and what it means in words. */
    record Figure(String name, String value, String meaning) {}

    /** How one attack was made, and what its pictures are like; empty where a recognition has no such figure. */
    record Attempt(
            String name,
            String way,
            String images,
            String ssim,
            String negative,
            String l1,
            String psnr,
            String retrieval,
            String control,
            String wrong,
            String seed) {}

    static PageModel of(LeakageDocument document) {
        LeakageReport report = document.report();
        List<AttackOutcome> shown = strongest(report.attacks());
        Verdict byItsLimits = LeakagePolicy.whole(LeakagePolicy.judge(report, report.limits()));
        Signatures signatures = document.signatures();
        Verdict whole = signatures == null ? byItsLimits : signatures.receipt().verdict();
        String entity = Text.clean(report.entity(), 100);
        boolean preview = document.departure() != null;
        return new PageModel(
                (preview ? "What would leave " : "Leakage report of ") + entity,
                preview ? "Veilpool, before anything is published" : "Veilpool, leakage report",
                entity,
                List.of(
                        "measured " + Provenance.time(report.createdAt()),
                        "DPM " + Text.count(report.rotation()) + " of this entity",
                        Text.count(report.images(), "held-back image", "held-back images"),
                        "attack library: " + effort(report.attackEffort())),
                document.pictures() == null ? null : LocalPictures.MARK,
                words(whole),
                Text.style(whole),
                sentence(whole),
                warnings(report, byItsLimits, whole),
                limits(report),
                AttacksFigure.of(report, shown),
                notDrawn(report, shown),
                PairsFigure.of(report, shown, MOST_VARIANTS),
                SpreadFigure.of(shown),
                Figures.of(report),
                Figures.attempts(report, shown),
                sentences(report.notRun()),
                Text.clean(report.residualRisk(), 2 * MOST_WORDS),
                document.pictures() == null ? null : PicturesView.of(document.pictures()),
                document.departure() == null ? null : DepartureView.of(document.departure()),
                Provenance.of(document),
                Provenance.checks(document));
    }

    /** In the report's order, so that the strongest attackers stay first; a report cannot hide one behind many weak ones. */
    private static List<AttackOutcome> strongest(List<AttackOutcome> attacks) {
        if (attacks.size() <= MOST_ATTACKS) {
            return attacks;
        }
        Set<String> kept = new HashSet<>();
        attacks.stream()
                .sorted(Comparator.comparingDouble((AttackOutcome attack) -> Math.max(attack.leakage(), attack.high()))
                        .reversed())
                .limit(MOST_ATTACKS)
                .forEach(attack -> kept.add(attack.attack()));
        return attacks.stream().filter(attack -> kept.contains(attack.attack())).toList();
    }

    private static @Nullable String notDrawn(LeakageReport report, List<AttackOutcome> shown) {
        int attacks = report.attacks().size() - shown.size();
        return attacks == 0
                ? null
                : "%s of this report are not drawn: the %s that got most are. The JSON has all."
                        .formatted(Text.count(attacks, "attack", "attacks"), Text.count(shown.size()));
    }

    private static List<String> warnings(LeakageReport report, Verdict byItsLimits, Verdict whole) {
        List<String> warnings = new ArrayList<>();
        if (!LeakagePolicy.agreesWithItself(report)) {
            warnings.add(
                    "The verdicts in the report are not what its figures give. Those on this page are worked out from the figures.");
        }
        if (byItsLimits != whole) {
            warnings.add(
                    "By the charter the coordinator judged this report %s. By the limits that the report names it would be %s: they are not the charter's."
                            .formatted(words(whole), words(byItsLimits)));
        }
        return warnings;
    }

    private static String words(Verdict verdict) {
        return verdict.name().replace('_', ' ');
    }

    private static List<Limit> limits(LeakageReport report) {
        return LeakagePolicy.judge(report, report.limits()).stream()
                .map(verdict -> new Limit(
                        Text.limit(verdict.limit()),
                        Text.verdict(verdict.verdict()),
                        Text.style(verdict.verdict()),
                        Text.clean(verdict.sentence(), MOST_WORDS)))
                .toList();
    }

    private static List<String> sentences(List<String> given) {
        List<String> shown = new ArrayList<>(given.stream()
                .limit(MOST_SENTENCES)
                .map(sentence -> Text.clean(sentence, MOST_WORDS / 2))
                .toList());
        if (given.size() > MOST_SENTENCES) {
            shown.add(Text.count(given.size() - MOST_SENTENCES) + " more; the JSON has all.");
        }
        return shown;
    }

    private static String effort(AttackEffort effort) {
        return switch (effort) {
            case NONE -> "not run";
            case SMOKE -> "SMOKE, too small for a statement";
            case STANDARD -> "STANDARD";
            case THOROUGH -> "THOROUGH";
        };
    }

    private static String sentence(Verdict whole) {
        return switch (whole) {
            case PASS ->
                "Every limit is kept, for attackers of this budget. That is no proof that images cannot be rebuilt.";
            case FAIL -> "At least one limit is broken: rows of this DPM may not be published.";
            case INSUFFICIENT_EVIDENCE ->
                "No limit is broken, but at least one cannot be told from what was measured: that admits as little as a broken one.";
        };
    }
}
