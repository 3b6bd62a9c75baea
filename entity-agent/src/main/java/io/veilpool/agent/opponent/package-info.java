/** Those whom a protection trains against and throws away: inverters, and readers of sensitive attributes. */
@NullMarked
package io.veilpool.agent.opponent;

import org.jspecify.annotations.NullMarked;
