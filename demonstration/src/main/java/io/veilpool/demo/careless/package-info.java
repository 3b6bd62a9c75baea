/** A member that forgets to poison, for the coordinator's gate to catch: the one room that acts as an agent, in its own process. */
@NullMarked
package io.veilpool.demo.careless;

import org.jspecify.annotations.NullMarked;
