/** The publishing entity's step: pre-train a network, split it at the hook point, train the reconstructor. */
@NullMarked
package io.veilpool.agent.pretraining;

import org.jspecify.annotations.NullMarked;
