package io.veilpool.agent.workflow;

import java.util.Locale;

/** The steps of a collaboration, in the order in which an entity takes them. */
public enum Step {
    /** Train featurizer, decider and reconstructor on own images and publish them; the publishing entity only. */
    PRETRAIN("pre-training"),
    /** Fetch and verify the release. */
    PULL("fetching the release"),
    /** Try the release on own images. */
    TEST_RELEASE("testing the release"),
    /** Train the private DPM. */
    TRAIN_DPM("training the DPM"),
    /** Attack the own DPM, and judge. */
    MEASURE_LEAKAGE("measuring leakage"),
    /** Poison, declare, upload. */
    PUBLISH("publishing"),
    /** Refine the decider with the pool. */
    REFINE("refining"),
    /** Final figures on test images. */
    EVALUATE("evaluating");

    private final String title;

    Step(String title) {
        this.title = title;
    }

    /** In the paper's words. */
    public String title() {
        return title;
    }

    /** As the command line and result files name it, for instance {@code train-dpm}. */
    public String commandName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
