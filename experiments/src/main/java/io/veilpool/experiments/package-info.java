/** The command line of the experiments. */
@NullMarked
package io.veilpool.experiments;

import org.jspecify.annotations.NullMarked;
