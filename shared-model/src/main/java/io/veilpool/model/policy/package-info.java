/** What a charter's limits say of a leakage report: decided alike by the agent that wrote it and by the coordinator. */
@NullMarked
package io.veilpool.model.policy;

import org.jspecify.annotations.NullMarked;
