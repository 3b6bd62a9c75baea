package io.veilpool.demo.report;

import io.veilpool.demo.result.PoolVerdict;
import io.veilpool.demo.result.Result;
import io.veilpool.model.policy.LeakageGrade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The first sentences of the page: what was gained, what leaked, and what must be known before any figure is read. */
final class Headline {
    private Headline() {}

    static List<String> facts(Result result) {
        Result.Setting setting = result.setting();
        List<String> facts = new ArrayList<>(List.of(
                setting.generated() ? "generated images" : result.data(),
                setting.world() + " world",
                "seed " + result.seed(),
                setting.quick() ? "quick run" : "full run",
                Figures.duration(result.seconds())));
        if (!result.poisons()) {
            facts.add(1, MethodWords.of(result).title());
        }
        if (setting.columns() != null) {
            facts.add(1, setting.columns());
        }
        return facts;
    }

    static List<String> notices(Result result) {
        List<String> notices = new ArrayList<>();
        if (result.setting().generated()) {
            notices.add("The images were drawn by the program itself. The figures show that everything works; they say"
                    + " nothing about photographs.");
        }
        if (result.setting().quick()) {
            notices.add(
                    "This was a quick run with small training budgets. Attackers had little time too: a full run leaks more.");
        }
        return notices;
    }

    static List<String> gained(Result result) {
        List<String> sentences = new ArrayList<>();
        result.refinement().stream()
                .max(Comparator.comparingDouble(Result.Refinement::gainOverOwnData))
                .ifPresent(r -> sentences.add(r.entity() + ", with " + Figures.count(r.images())
                        + " training images, reaches " + Figures.percent(r.top1WithPool())
                        + " % with the pool and " + Figures.percent(r.top1OwnDataOnly()) + " % when it trains alone."));
        List<String> helped = named(result, PoolVerdict.HELPED);
        List<String> same = named(result, PoolVerdict.NO_DIFFERENCE);
        List<String> hurt = named(result, PoolVerdict.HURT);
        String against =
                "Against the best that needs no pool (training alone, or the published decider as it is or refined) ";
        List<String> parts = new ArrayList<>();
        if (!helped.isEmpty()) {
            parts.add("the pool helped " + Figures.list(helped));
        }
        if (!same.isEmpty()) {
            parts.add("it made no measurable difference for " + Figures.list(same));
        }
        if (!hurt.isEmpty()) {
            parts.add("it did harm to " + Figures.list(hurt));
        }
        sentences.add(against + Figures.list(parts) + ".");
        return sentences;
    }

    static List<String> leaked(Result result) {
        List<String> sentences = new ArrayList<>();
        List<Result.Poisoning> all = result.poisoning();
        if (all.isEmpty()) {
            return sentences;
        }
        double greatest =
                all.stream().mapToDouble(p -> Math.abs(p.ssimPoisoned())).max().orElse(0);
        if (!result.poisons()) {
            sentences.add(
                    "The published reconstructor, which learned on features as the featurizer gives them, reaches a likeness of at most "
                            + Figures.score(greatest) + "; a guess without features has "
                            + Figures.score(all.getFirst().priorSsim()) + ".");
        } else {
            sentences.add(
                    "The paper\u2019s score, the likeness that the published reconstructor still gets, falls from "
                            + Figures.score(result.reconstructor().ssim()) + " to at most " + Figures.score(greatest)
                            + ". That attacker never learned from poisoned features.");
        }
        Result.Poisoning worst = all.stream()
                .max(Comparator.comparingDouble(Result.Poisoning::insiderIndex))
                .orElseThrow();
        double least =
                all.stream().mapToDouble(Result.Poisoning::insiderIndex).min().orElse(0);
        sentences.add((result.poisons()
                        ? "An insider who can use an entity\u2019s private module"
                        : "Whoever holds what was published, and what the entity keeps, and trains a decoder")
                + " reaches a leakage index of "
                + range(least, worst.insiderIndex()) + " on a scale where 1 means \u201cnot protected at all\u201d: "
                + "up to " + LeakageGrade.of(worst.insiderIndexHigh()).words() + ".");
        result.weakAttacker().map(warning -> warning.replace('\'', '\u2019')).ifPresent(sentences::add);
        return sentences;
    }

    static String cost(Result result) {
        double least = result.poisoning().stream()
                .mapToDouble(Result.Poisoning::top1Lost)
                .min()
                .orElse(0);
        double most = result.poisoning().stream()
                .mapToDouble(Result.Poisoning::top1Lost)
                .max()
                .orElse(0);
        return (result.poisons() ? "Poisoning" : "What rows go through before they leave")
                + " changes the published decider\u2019s accuracy by " + Figures.signed(-most) + " to "
                + Figures.signed(-least) + " points.";
    }

    private static String range(double least, double most) {
        String low = Figures.index(least);
        String high = Figures.index(most);
        return low.equals(high) ? high : low + " to " + high;
    }

    private static List<String> named(Result result, PoolVerdict verdict) {
        return result.refinement().stream()
                .filter(r -> r.verdict() == verdict)
                .map(Result.Refinement::entity)
                .toList();
    }
}
