/** Leakage reports: stored and served as agents send them; figures, no pixels. */
@NullMarked
package io.veilpool.coordinator.leakage;

import org.jspecify.annotations.NullMarked;
