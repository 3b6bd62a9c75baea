/** Who calls, and the one place that decides what a caller may do. */
@NullMarked
package io.veilpool.coordinator.security;

import org.jspecify.annotations.NullMarked;
