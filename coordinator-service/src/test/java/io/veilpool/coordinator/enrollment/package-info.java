@NullMarked
package io.veilpool.coordinator.enrollment;

import org.jspecify.annotations.NullMarked;
