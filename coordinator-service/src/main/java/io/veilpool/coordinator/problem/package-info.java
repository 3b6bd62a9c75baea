/** Refusals: the only exception that rooms throw at callers. */
@NullMarked
package io.veilpool.coordinator.problem;

import org.jspecify.annotations.NullMarked;
