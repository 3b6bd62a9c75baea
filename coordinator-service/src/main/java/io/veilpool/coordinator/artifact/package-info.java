/** Releases: networks that the publishing entity signs, and deciders that the coordinator trains. Bytes by digest; there is no kind DPM. */
@NullMarked
package io.veilpool.coordinator.artifact;

import org.jspecify.annotations.NullMarked;
