/** Tells rows that are not protected from those that are, by the release alone. */
@NullMarked
package io.veilpool.model.gate;

import org.jspecify.annotations.NullMarked;
