package io.veilpool.demo.result;

import io.veilpool.model.policy.LeakageGrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as a table for a terminal of 100 columns, without colours. */
public final class ResultTable {
    private ResultTable() {}

    /** Lines of the table, without line ends. */
    public static List<String> lines(Result result) {
        List<String> out = new ArrayList<>();
        if (result.setting().generated()) {
            out.add("Images drawn by the program itself: these figures say nothing about photographs.");
        }
        if (result.setting().quick()) {
            out.add("Quick run with small budgets: the full run's figures differ.");
        }
        String columns = result.setting().columns();
        if (columns != null) {
            out.add("Columns: " + columns + ".");
        }
        out.add(format(
                "Pre-trained by %s: top-1 %.1f %%, top-5 %.1f %%. Published reconstructor on original features: SSIM %.2f, L1 %.3f.",
                result.preTraining().entity(),
                result.preTraining().top1(),
                result.preTraining().top5(),
                result.reconstructor().ssim(),
                result.reconstructor().l1()));
        poisoning(result, out);
        refinement(result, out);
        keeping(result, out);
        return out;
    }

    private static void poisoning(Result result, List<String> out) {
        out.add("");
        out.add("What protecting rows cost, and what it hides ("
                + result.setting().method() + ")");
        out.add("         top-1 %            reconstructor on shared     insider (decoder trained on such rows)");
        out.add(
                "entity   before  after  lost    SSIM*    L1    negative     index  95 % interval   SSIM   on originals");
        for (Result.Poisoning p : result.poisoning()) {
            out.add(format(
                    "%-7s  %5.1f  %5.1f  %+5.1f    %+.3f  %.3f    %+.3f       %4s    %4s to %4s    %.2f       %.2f",
                    p.entity(),
                    p.top1Original(),
                    p.top1Poisoned(),
                    p.top1Lost(),
                    p.ssimPoisoned(),
                    p.l1Poisoned(),
                    p.ssimNegative(),
                    index(p.insiderIndex()),
                    index(p.insiderIndexLow()),
                    index(p.insiderIndexHigh()),
                    p.insiderSsim(),
                    p.controlSsim()));
        }
        out.add(
                result.poisons()
                        ? "* the paper's score: one fixed attacker that never trained on poisoned features. The insider's index"
                        : "* the publisher's own reconstructor, trained on features as the featurizer gives them. The insider's index");
        out.add("  runs from 0 (a guess without features) to 1 (as good as having unprotected features).");
        result.weakAttacker().ifPresent(out::add);
        for (Result.Poisoning p : result.poisoning()) {
            out.add("  " + p.entity() + ": an insider gets "
                    + LeakageGrade.of(p.insiderIndexHigh()).words() + ".");
        }
    }

    private static void refinement(Result result, List<String> out) {
        out.add("");
        out.add(format(
                "What the pool gave (%,d rows of %s, from %d entities, %.1f MB), top-1 in percent on %,d test images",
                result.pool().rows(),
                result.setting().imagesPerRow() == 1
                        ? "one image each"
                        : result.setting().imagesPerRow() + " images each",
                result.pool().contributions(),
                result.pool().bytes() / 1e6,
                result.setting().testImages()));
        out.add(
                "                    own    published   published   with            against        against best without pool");
        out.add(
                "entity    images    data   decider     refined     pool   kept     own data       points, 95 % interval");
        for (Result.Refinement r : result.refinement()) {
            out.add(format(
                    "%-7s  %7d   %5.1f    %5.1f       %5.1f      %5.1f   %-9s%+5.1f         %+5.1f  (%+.1f to %+.1f)  %s",
                    r.entity(),
                    r.images(),
                    r.top1OwnDataOnly(),
                    r.top1PublishedDecider(),
                    r.top1PublishedRefined(),
                    r.top1WithPool(),
                    kept(r.chosen()),
                    r.gainOverOwnData(),
                    r.poolGain(),
                    r.poolGainLow(),
                    r.poolGainHigh(),
                    r.verdict().words()));
        }
        out.add(format(
                "Coordinator's decider, trained on pooled rows alone: %.1f %%.",
                result.poolOnlyDecider().top1()));
        for (Result.Refinement r : result.refinement()) {
            if (r.verdict() != PoolVerdict.HELPED) {
                out.add(PoolVerdict.sentence(r));
            }
        }
    }

    private static void keeping(Result result, List<String> out) {
        Result.Unpoisoned unpoisoned = result.unpoisoned();
        Result.Withdrawal withdrawal = result.withdrawal();
        Result.Successor successor = withdrawal.successor();
        out.add("");
        out.add("What the coordinator kept out of the pool, and what left it when no figure needed it any more");
        if (unpoisoned != null) {
            out.add(format(
                    "%s handed in %,d rows that nobody poisoned: %s.",
                    unpoisoned.entity(),
                    unpoisoned.rows(),
                    unpoisoned.caught()
                            ? unpoisoned.state().toLowerCase(Locale.ROOT)
                            : "NOT caught, withdrawn by the admin before the snapshot"));
        }
        out.add(format(
                "%s withdrew its %,d rows: %s. Copies may be with %s. Certificate: %s",
                withdrawal.entity(),
                withdrawal.rows(),
                successor == null
                        ? "the pool is empty"
                        : format("snapshot %d has %,d without them", successor.snapshot(), successor.rows()),
                withdrawal.holders().isEmpty() ? "nobody" : String.join(", ", withdrawal.holders()),
                withdrawal.certificate()));
    }

    private static String kept(String chosen) {
        return switch (chosen) {
            case "OWN_DATA_ONLY" -> "own";
            case "PUBLISHED_DECIDER" -> "published";
            case "PUBLISHED_REFINED" -> "refined";
            default -> "pool";
        };
    }

    /** Never zero: one attacker of a small budget found nothing, which proves nothing. */
    private static String index(double value) {
        return value < 0.005 ? "<.01" : format("%.2f", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
