package io.veilpool.demo;

import io.veilpool.demo.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * One entity's way through a run, each part of it a process: {@code run}; {@code refine} if it shared nothing; {@code evaluate}. A part
 * begins as soon as it can, whatever the other entities do.
 */
final class EntityCourse {
    private enum Stage {
        COLLABORATING,
        SHARES_NOTHING,
        REFINING,
        REFINED,
        EVALUATING,
        OVER
    }

    private final String entity;
    private final Agents agents;
    private Stage stage = Stage.OVER;
    private @Nullable ChildProcess process;
    private boolean sharesNothing;

    private EntityCourse(String entity, Agents agents) {
        this.entity = entity;
        this.agents = agents;
    }

    /** Begins, or goes on after an earlier attempt: the agent knows what it has done. */
    static EntityCourse begin(String entity, Agents agents) throws IOException {
        EntityCourse course = new EntityCourse(entity, agents);
        if (!Files.exists(agents.evaluation(entity))) {
            course.enter(Stage.COLLABORATING, agents.run(entity));
        }
        return course;
    }

    String entity() {
        return entity;
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
     * @param poolDecided   whether the coordinator has published its decider, which the evaluation looks at too
     * @return the process that ended since the last call, if one did
     * @throws DemoFailure if it ended in a way that the run cannot go on from
     */
    @Nullable
    ChildProcess goOn(boolean snapshotBuilt, boolean poolDecided) throws DemoFailure, IOException {
        ChildProcess ended = process != null && !process.isAlive() ? process : null;
        if (ended != null) {
            process = null;
            stage = after(ended);
        }
        if (stage == Stage.SHARES_NOTHING && snapshotBuilt) {
            enter(Stage.REFINING, agents.refine(entity));
        } else if (stage == Stage.REFINED && poolDecided) {
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
        return stage == Stage.EVALUATING ? Stage.OVER : Stage.REFINED;
    }
}
