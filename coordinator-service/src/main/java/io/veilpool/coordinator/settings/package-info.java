/** What an operator sets, and which parts a role starts. */
@NullMarked
package io.veilpool.coordinator.settings;

import org.jspecify.annotations.NullMarked;
