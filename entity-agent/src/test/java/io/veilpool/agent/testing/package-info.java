/** A real coordinator and tiny image sets for tests. */
@NullMarked
package io.veilpool.agent.testing;

import org.jspecify.annotations.NullMarked;
