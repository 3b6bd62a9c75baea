package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorRefusedException;
import io.veilpool.agent.client.UnreachableException;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.poisoning.DpmTrainingFailedException;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.ReleaseRefusedException;
import java.io.IOException;

/** One step of an entity. Doing a step that is done gives its result again. */
@FunctionalInterface
interface AgentStep {
    StepOutcome perform(Workbench bench)
            throws IOException, InterruptedException, VaultException, UnusableImagesException, UnreachableException,
                    CoordinatorRefusedException, ReleaseRefusedException, DpmTrainingFailedException,
                    StepNotPossibleException, RefusedByGateException;
}
