package io.veilpool.broken.experiments.lab;

import io.veilpool.experiments.bench.Speed;

/** Breaks the rule that what is measured does not know it. */
class KnowsTheBench {
    Class<?> known = Speed.class;
}
