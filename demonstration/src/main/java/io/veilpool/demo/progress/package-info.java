/** What the terminal shows while a run goes on: which step of the paper, which entity, how fast, how long still. */
@NullMarked
package io.veilpool.demo.progress;

import org.jspecify.annotations.NullMarked;
