package io.veilpool.agent.protection;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;

/**
 * What an entity trains its private module on.
 *
 * @param dpm                the entity's settings with the charter's profile
 * @param trainingFeatures   features of {@code training}, row by row
 * @param validationFeatures features of {@code validation}, on which nothing is trained
 * @param memory             for rows made on the way; as private as the features
 * @param seed               with the number of threads it decides the result; a secret
 */
public record ModuleTraining(
        Charter charter,
        DpmConfig dpm,
        PublishedNetworks networks,
        LabelledImages training,
        OriginalFeatures trainingFeatures,
        LabelledImages validation,
        OriginalFeatures validationFeatures,
        RowMemory memory,
        long seed) {}
