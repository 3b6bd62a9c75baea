@NullMarked
package io.veilpool.coordinator.account;

import org.jspecify.annotations.NullMarked;
