/** The processes of a run: start, watch, stop, count their memory. */
@NullMarked
package io.veilpool.demo.process;

import org.jspecify.annotations.NullMarked;
