@NullMarked
package io.veilpool.coordinator.collaboration;

import org.jspecify.annotations.NullMarked;
