package io.veilpool.coordinator.collaboration;

import java.util.Optional;
import java.util.UUID;

/** Something that must hold before a collaboration may begin SHARING; higher rooms answer. */
public interface SharingCondition {
    /** What is missing, as a sentence; empty when nothing is. */
    Optional<String> missing(UUID collaboration);
}
