package io.veilpool.experiments.lab;

import io.veilpool.agent.poisoning.Perturbation;

/**
 * A perturbation of original features.
 *
 * @param name says everything that decides what it does
 */
public record Change(String name, Perturbation perturbation) {
    public static final Change NONE = new Change("none", Perturbation.NONE);
}
