/**
 * The append-only trail, chained by hash and in a Merkle tree. Nobody calls it: it hears the other rooms' events inside their
 * transactions.
 */
@NullMarked
package io.veilpool.coordinator.audit;

import org.jspecify.annotations.NullMarked;
