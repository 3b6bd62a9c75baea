/** Networks that compute: architectures with their weights on the engine. No training loop. */
@NullMarked
package io.veilpool.model.network;

import org.jspecify.annotations.NullMarked;
