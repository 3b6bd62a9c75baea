@NullMarked
package io.veilpool.coordinator.security;

import org.jspecify.annotations.NullMarked;
