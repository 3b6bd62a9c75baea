package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that should not have come into the pool, and those that left it. */
record PoolKeeping(@Nullable Unpoisoned unpoisoned, Withdrawn withdrawn) {

    /** @param verdictClass {@code helped} if they were caught, otherwise {@code hurt} */
    record Unpoisoned(String entity, String rows, String verdict, String verdictClass) {}

    /** @param facts what was done, a sentence each */
    record Withdrawn(String entity, String rows, List<String> facts, List<String> notUndone, String certificate) {}

    static PoolKeeping of(Result result) {
        Result.Unpoisoned handedIn = result.unpoisoned();
        return new PoolKeeping(handedIn == null ? null : unpoisoned(handedIn), withdrawn(result.withdrawal()));
    }

    private static Unpoisoned unpoisoned(Result.Unpoisoned handedIn) {
        return new Unpoisoned(
                handedIn.entity(),
                Figures.count(handedIn.rows()),
                handedIn.caught()
                        ? "The coordinator " + handedIn.state().toLowerCase(java.util.Locale.ROOT) + " them: "
                                + String.join(" ", handedIn.reasons())
                        : "The coordinator did not catch them. Its admin withdrew them before the snapshot, which happens only because"
                                + " this demonstration knows what they are.",
                handedIn.caught() ? "helped" : "hurt");
    }

    private static Withdrawn withdrawn(Result.Withdrawal left) {
        Result.Successor successor = left.successor();
        List<String> facts = new ArrayList<>();
        facts.add("Nobody is given the rows any more, and their bytes are deleted.");
        facts.add((left.snapshots().size() == 1 ? "Snapshot " : "Snapshots ")
                + Figures.list(left.snapshots().stream().map(String::valueOf).toList())
                + " and " + Figures.word(left.deciders())
                + (left.deciders() == 1 ? " decider" : " deciders") + " that the coordinator trained on "
                + (left.snapshots().size() == 1 ? "it" : "them") + " are handed out no more.");
        facts.add(
                successor == null
                        ? "Nothing else was in the pool, so no snapshot took their place."
                        : "Snapshot " + successor.snapshot() + ", " + Figures.count(successor.rows())
                                + " rows, took their place, and a decider was trained on it.");
        facts.add(
                left.holders().isEmpty()
                        ? "No other member had been given them."
                        : Figures.list(left.holders()) + " had been given them and may have copies.");
        return new Withdrawn(left.entity(), Figures.count(left.rows()), facts, left.notUndone(), left.certificate());
    }
}
