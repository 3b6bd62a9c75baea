@NullMarked
package io.veilpool.coordinator.evidence;

import org.jspecify.annotations.NullMarked;
