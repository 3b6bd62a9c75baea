@NullMarked
package io.veilpool.coordinator.pool;

import org.jspecify.annotations.NullMarked;
