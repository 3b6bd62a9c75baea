/** Large bytes: the object store, and uploads that survive interruption. Knows neither releases nor contributions. */
@NullMarked
package io.veilpool.coordinator.storage;

import org.jspecify.annotations.NullMarked;
