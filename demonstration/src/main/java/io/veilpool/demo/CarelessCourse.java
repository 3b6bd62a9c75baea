package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import io.veilpool.demo.progress.Terminal;
import io.veilpool.demo.result.Result;
import io.veilpool.model.protocol.ContributionState;
import io.veilpool.model.protocol.ContributionView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of a fifth member's rows, which nobody poisoned, up to the coordinator's judgement. It is there to be caught; if it is not, the
 * admin takes its rows out before a snapshot can hold them.
 */
final class CarelessCourse {
    static final String ENTITY = "careless";

    private static final Set<ContributionState> OUT =
            EnumSet.of(ContributionState.REJECTED, ContributionState.QUARANTINED, ContributionState.WITHDRAWN);

    private final Administration administration;
    private final Agents agents;
    private final Terminal terminal;
    private final Path invitation;
    private @Nullable ChildProcess process;
    private Result.@Nullable Unpoisoned outcome;

    CarelessCourse(Administration administration, Agents agents, Terminal terminal, Path invitation) {
        this.administration = administration;
        this.agents = agents;
        this.terminal = terminal;
        this.invitation = invitation;
    }

    /** Hands the rows in, unless an earlier attempt did. */
    void begin() throws DemoFailure, IOException, InterruptedException {
        judge();
        if (outcome == null) {
            process = agents.careless(invitation);
        }
    }

    /** Takes note of the judgement once the member has it. */
    void goOn() throws DemoFailure, InterruptedException {
        ChildProcess ended = process;
        if (ended == null || ended.isAlive()) {
            return;
        }
        if (ended.exitStatus() != 0) {
            DeadChild.refuse(ended);
        }
        process = null;
        judge();
    }

    /** What became of the rows; null as long as they may still come into a snapshot. */
    Result.@Nullable Unpoisoned outcome() {
        return outcome;
    }

    private void judge() throws DemoFailure, InterruptedException {
        Optional<ContributionView> found = administration.contribution(ENTITY);
        if (found.isPresent() && found.get().state() == ContributionState.ACCEPTED) {
            administration.withdraw(
                    ENTITY,
                    "These rows were handed in without being poisoned, and no check of the coordinator's found it.");
            found = administration.contribution(ENTITY);
        }
        if (found.isPresent() && OUT.contains(found.get().state())) {
            ContributionView judged = found.get();
            outcome = new Result.Unpoisoned(
                    ENTITY, judged.manifest().rows(), judged.state().name(), judged.reasons());
            terminal.say(inWords(outcome));
        }
    }

    private static String inWords(Result.Unpoisoned outcome) {
        return outcome.caught()
                ? String.format(
                        Locale.ROOT,
                        "The coordinator %s %,d un-poisoned rows of %s: %s",
                        outcome.state().toLowerCase(Locale.ROOT),
                        outcome.rows(),
                        outcome.entity(),
                        String.join(" ", outcome.reasons()))
                : String.format(
                        Locale.ROOT,
                        "The coordinator did NOT catch %,d un-poisoned rows of %s; its admin withdrew them before the snapshot",
                        outcome.rows(),
                        outcome.entity());
    }
}
