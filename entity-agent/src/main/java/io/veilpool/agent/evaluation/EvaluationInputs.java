package io.veilpool.agent.evaluation;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.refinement.RefinementOutcome;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.AttributeTask;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an entity has when it is evaluated; nothing of it is closed or changed.
 *
 * @param preTrained     whether this entity pre-trained the networks
 * @param dpm            null if it has none yet
 * @param attackers      trained on this DPM; null if there is none
 * @param probe          the attackers' budget
 * @param attackerImages images the attackers and the prior guesses know; null if there are no attackers
 * @param refinement     null if it has not refined yet
 * @param poolOnly       the coordinator's decider from pooled rows alone, or null
 * @param attributes     what the classes are made of; null for class folders
 * @param pictures       local folder for PNG pictures of the first 8 test images, or null
 */
public record EvaluationInputs(
        String entity,
        boolean preTrained,
        PublishedNetworks networks,
        @Nullable PrivateDpm dpm,
        @Nullable Attackers attackers,
        ProbeConfig probe,
        @Nullable LabelledImages attackerImages,
        @Nullable RefinementOutcome refinement,
        @Nullable Network poolOnly,
        LabelledImages test,
        @Nullable AttributeTask attributes,
        @Nullable Path pictures) {}
