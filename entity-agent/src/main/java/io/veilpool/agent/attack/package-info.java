/** Attackers that train: what they know, what it costs them, and what they get back, each with its controls. */
@NullMarked
package io.veilpool.agent.attack;

import org.jspecify.annotations.NullMarked;
