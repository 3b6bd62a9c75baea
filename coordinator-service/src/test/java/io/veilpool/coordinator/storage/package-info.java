@NullMarked
package io.veilpool.coordinator.storage;

import org.jspecify.annotations.NullMarked;
