/** The append-only trail. Nobody calls it: it hears the other rooms' events inside their transactions. */
@NullMarked
package io.veilpool.coordinator.audit;

import org.jspecify.annotations.NullMarked;
