package io.veilpool.broken.experiments.page;

import io.veilpool.agent.pretraining.PreTraining;

/** Breaks the rule that a page is made from finished runs alone. */
class Trains {
    Class<?> known = PreTraining.class;
}
