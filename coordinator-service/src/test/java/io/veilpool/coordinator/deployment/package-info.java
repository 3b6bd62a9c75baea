/** The deployment files are right as far as that can be seen without a container engine or a cluster. */
@NullMarked
package io.veilpool.coordinator.deployment;

import org.jspecify.annotations.NullMarked;
