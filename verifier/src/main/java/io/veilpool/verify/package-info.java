/** A command that checks signed documents offline: no network, no engine, public keys only. */
@NullMarked
package io.veilpool.verify;

import org.jspecify.annotations.NullMarked;
