/** The pool: contributions of poisoned features, their validation, and frozen snapshots of what was accepted. */
@NullMarked
package io.veilpool.coordinator.pool;

import org.jspecify.annotations.NullMarked;
