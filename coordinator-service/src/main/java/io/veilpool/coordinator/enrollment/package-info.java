/** Invitations, and how entities become members and cease to be. */
@NullMarked
package io.veilpool.coordinator.enrollment;

import org.jspecify.annotations.NullMarked;
