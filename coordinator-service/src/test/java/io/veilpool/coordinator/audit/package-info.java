@NullMarked
package io.veilpool.coordinator.audit;

import org.jspecify.annotations.NullMarked;
