/** The ways of protecting rows side by side, on image sets with a main and a sensitive attribute. */
@NullMarked
package io.veilpool.experiments.methods;

import org.jspecify.annotations.NullMarked;
