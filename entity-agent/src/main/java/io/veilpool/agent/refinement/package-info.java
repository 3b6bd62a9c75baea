/** Refines the published decider on own original and pooled poisoned features. */
@NullMarked
package io.veilpool.agent.refinement;

import org.jspecify.annotations.NullMarked;
