/** Breaks the agent's rules on purpose: {@code ArchitectureTest} sees them fail here. */
@NullMarked
package io.veilpool.broken.agent.protection.other;

import org.jspecify.annotations.NullMarked;
