/** The steps of a collaboration in their order, each done once, each the same when done again. */
@NullMarked
package io.veilpool.agent.workflow;

import org.jspecify.annotations.NullMarked;
