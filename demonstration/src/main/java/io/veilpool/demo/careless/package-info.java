/** A member that forgets to poison, for the coordinator's gate to catch: the one room here that acts as an agent, in a process of its own. */
@NullMarked
package io.veilpool.demo.careless;

import org.jspecify.annotations.NullMarked;
