/** Image sets, dealt to entities, attackers, validation and test. */
@NullMarked
package io.veilpool.experiments.world;

import org.jspecify.annotations.NullMarked;
