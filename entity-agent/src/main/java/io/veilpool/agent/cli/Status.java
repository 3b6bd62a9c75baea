package io.veilpool.agent.cli;

import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.workflow.Results;
import io.veilpool.agent.workflow.Step;
import io.veilpool.agent.workflow.StepNotPossibleException;
import io.veilpool.agent.workflow.Workbench;
import io.veilpool.agent.workflow.Workflow;
import io.veilpool.model.protocol.EnrolmentView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an entity stands.
 *
 * @param entity null if it is not enrolled
 * @param release how the release did on own images; null if it was not tested
 * @param next   the next step by its command's name; null if nothing is left
 */
record Status(
        @Nullable String entity,
        @Nullable String collaboration,
        List<Standing> steps,
        Results.@Nullable TestedRelease release,
        @Nullable String next) {
    /** One step of the plan. */
    record Standing(String step, boolean done) {}

    static Status of(Workbench bench) throws IOException, StepNotPossibleException {
        Optional<EnrolmentView> enrolment = Enrolment.read(bench.folder().identity());
        if (enrolment.isEmpty()) {
            return new Status(null, null, List.of(), null, "enroll");
        }
        Workflow workflow = new Workflow(bench);
        List<Standing> steps = new ArrayList<>();
        for (Step step : workflow.plan()) {
            steps.add(new Standing(step.commandName(), bench.results().done(step)));
        }
        steps.add(new Standing(Step.EVALUATE.commandName(), bench.results().done(Step.EVALUATE)));
        return new Status(
                enrolment.get().entityName(),
                enrolment.get().collaborationId().toString(),
                List.copyOf(steps),
                bench.results()
                        .read(Step.TEST_RELEASE, Results.TestedRelease.class)
                        .orElse(null),
                workflow.next().map(Step::commandName).orElse(null));
    }
}
