/** Finished runs: their key, their figures, the file that keeps them. */
@NullMarked
package io.veilpool.experiments.run;

import org.jspecify.annotations.NullMarked;
