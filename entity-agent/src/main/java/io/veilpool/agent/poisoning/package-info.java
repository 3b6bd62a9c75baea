/** Deep Poisoning, section 3.3: trains an entity's private DPM and applies it. */
@NullMarked
package io.veilpool.agent.poisoning;

import org.jspecify.annotations.NullMarked;
