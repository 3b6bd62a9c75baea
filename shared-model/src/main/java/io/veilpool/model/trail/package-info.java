/** The trail as somebody outside checks it: hashes of entries, signed checkpoints, whether one continues another. */
@NullMarked
package io.veilpool.model.trail;

import org.jspecify.annotations.NullMarked;
