/** Digests of bytes, and Merkle trees over many. */
@NullMarked
package io.veilpool.model.digest;

import org.jspecify.annotations.NullMarked;
