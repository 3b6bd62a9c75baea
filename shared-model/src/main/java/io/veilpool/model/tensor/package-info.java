/** Tensors outside the engine: strict safetensors files, labelled feature rows, shards, digests. */
@NullMarked
package io.veilpool.model.tensor;

import org.jspecify.annotations.NullMarked;
