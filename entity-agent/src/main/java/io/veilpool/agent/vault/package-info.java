/** Encrypts what must not be readable on the disk: DPM weights and the private key. */
@NullMarked
package io.veilpool.agent.vault;

import org.jspecify.annotations.NullMarked;
