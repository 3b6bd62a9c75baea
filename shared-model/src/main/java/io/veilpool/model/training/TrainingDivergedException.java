package io.veilpool.model.training;

/** A loss that is no longer a finite number; the weights are those before the step. */
public final class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingDivergedException(String phase, int step, double loss) {
        super(phase + " diverged: the loss became " + loss + " in step " + step
                + "; a smaller learning rate or another seed helps");
    }
}
