/** The coordinator: one program, role api (REST) or role worker (validates uploads, builds snapshots, trains). */
@NullMarked
package io.veilpool.coordinator;

import org.jspecify.annotations.NullMarked;
