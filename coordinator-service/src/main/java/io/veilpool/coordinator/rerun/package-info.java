/** Measurements that entities repeat: ordered by auditors, or by the worker when reports have become stale. */
@NullMarked
package io.veilpool.coordinator.rerun;

import org.jspecify.annotations.NullMarked;
