package io.veilpool.coordinator.collaboration;

import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.InvalidArchitectureException;
import io.veilpool.model.protocol.Charter;
import java.util.Optional;

/** Whether the charter's backbone exists for its images and has the hook point; architectures are data, no engine is needed. */
final class NetworkRules {
    private NetworkRules() {}

    static Optional<String> contradiction(Charter charter) {
        try {
            Architecture backbone = Backbones.named(
                    charter.backbone(), charter.image(), charter.classes().size());
            Backbones.split(backbone, HookPoint.parse(charter.hookPoint()));
            return Optional.empty();
        } catch (InvalidArchitectureException e) {
            return Optional.of("backbone and hookPoint do not fit: " + e.getMessage());
        }
    }
}
