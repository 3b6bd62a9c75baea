/** Training of a featurizer that resists a simulated inverter (Xiao et al., AAAI 2020). */
@NullMarked
package io.veilpool.agent.protection.adversarial;

import org.jspecify.annotations.NullMarked;
