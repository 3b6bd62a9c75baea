package io.veilpool.agent.evaluation;

import io.veilpool.model.training.Progress;
import java.io.IOException;

/** Skeleton. */
public final class Evaluation {
    private Evaluation() {}

    public static EvaluationResult onTest(EvaluationInputs inputs, Progress progress) throws IOException {
        throw new IllegalStateException("not yet");
    }
}
