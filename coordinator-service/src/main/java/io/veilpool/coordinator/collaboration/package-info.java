/** Collaborations, their charter and their members. */
@NullMarked
package io.veilpool.coordinator.collaboration;

import org.jspecify.annotations.NullMarked;
