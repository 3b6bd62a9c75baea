package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One entity's way through a run, each part of it a process: {@code enroll}; {@code run}; {@code refine} if it shared nothing;
 * {@code evaluate}. A part begins as soon as it can, whatever the other entities do.
 */
final class EntityCourse {
    private enum Stage {
        WAITING,
        ENROLLING,
        COLLABORATING,
        SHARES_NOTHING,
        REFINING,
        REFINED,
        EVALUATING,
        OVER
    }

    private final String entity;
    private final Agents agents;
    private final Path invitation;
    private Stage stage = Stage.WAITING;
    private @Nullable ChildProcess process;
    private boolean sharesNothing;

    /** @param invitation file with the entity's invitation code, needed until it is enrolled */
    EntityCourse(String entity, Agents agents, Path invitation) {
        this.entity = entity;
        this.agents = agents;
        this.invitation = invitation;
    }

    /** Begins, or goes on after an earlier attempt: the agent knows what it has done. */
    void begin() throws IOException {
        if (!agents.isEnrolled(entity)) {
            enter(Stage.ENROLLING, agents.enroll(entity, invitation));
        } else if (Files.exists(agents.evaluation(entity))) {
            stage = Stage.OVER;
        } else if (Files.exists(agents.refinement(entity))) {
            stage = Stage.REFINED; // an agent that ran again would heed a withdrawal that came after the figures
        } else {
            enter(Stage.COLLABORATING, agents.run(entity));
        }
    }

    String entity() {
        return entity;
    }

    boolean isEnrolled() {
        return stage.compareTo(Stage.ENROLLING) > 0;
    }

    boolean isRefined() {
        return stage.compareTo(Stage.REFINED) >= 0;
    }

    /** Whether its evaluation has begun. */
    boolean evaluates() {
        return stage.compareTo(Stage.EVALUATING) >= 0;
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Whether the entity's own gate refused its DPM, or none could be trained. */
    boolean sharesNothing() {
        return sharesNothing;
    }

    /**
     * Takes note of a process that ended, and begins what can begin.
     *
     * @param snapshotBuilt whether there is a pool to refine with
     * @param evaluating    whether to evaluate now, what the coordinator's decider must have been published for
     * @return the process that ended since the last call, if one did
     * @throws DemoFailure if it ended in a way that the run cannot go on from
     */
    @Nullable
    ChildProcess goOn(boolean snapshotBuilt, boolean evaluating) throws DemoFailure, IOException {
        ChildProcess ended = process != null && !process.isAlive() ? process : null;
        if (ended != null) {
            process = null;
            stage = after(ended);
        }
        if (stage == Stage.COLLABORATING && ended != null) {
            enter(Stage.COLLABORATING, agents.run(entity));
        } else if (stage == Stage.SHARES_NOTHING && snapshotBuilt) {
            enter(Stage.REFINING, agents.refine(entity));
        } else if (stage == Stage.REFINED && evaluating) {
            enter(Stage.EVALUATING, agents.evaluate(entity));
        }
        return ended;
    }

    private void enter(Stage next, ChildProcess begun) {
        stage = next;
        process = begun;
    }

    private Stage after(ChildProcess ended) throws DemoFailure {
        int status = ended.exitStatus();
        boolean refused = status == Agents.REFUSED_BY_OWN_GATE || status == Agents.TRAINING_FAILED;
        if (stage == Stage.COLLABORATING && refused) {
            sharesNothing = true;
            return Stage.SHARES_NOTHING;
        }
        if (status != 0) {
            DeadChild.refuse(ended);
        }
        return switch (stage) {
            case ENROLLING -> Stage.COLLABORATING;
            case EVALUATING -> Stage.OVER;
            default -> Stage.REFINED;
        };
    }
}
