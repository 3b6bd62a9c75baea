/** The experiments: one class each, in one list. */
@NullMarked
package io.veilpool.experiments.experiment;

import org.jspecify.annotations.NullMarked;
