/** The command line: one command per step of the paper, and {@code run}, which does what is next. */
@NullMarked
package io.veilpool.agent.cli;

import org.jspecify.annotations.NullMarked;
