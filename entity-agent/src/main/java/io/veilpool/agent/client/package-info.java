/** The only way out: every byte that leaves the agent goes through one class of this room. */
@NullMarked
package io.veilpool.agent.client;

import org.jspecify.annotations.NullMarked;
