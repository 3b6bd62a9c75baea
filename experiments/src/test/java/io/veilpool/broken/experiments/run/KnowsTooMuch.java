package io.veilpool.broken.experiments.run;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.agent.workflow.Workflow;
import io.veilpool.demo.images.GeneratedImages;
import io.veilpool.demo.progress.TimeLeft;

/** Breaks the rules on finished runs, on the demonstration and on the agents. */
class KnowsTooMuch {
    Class<?>[] known = {LabelledImages.class, DpmAccess.class, Workflow.class, GeneratedImages.class, TimeLeft.class};
}
