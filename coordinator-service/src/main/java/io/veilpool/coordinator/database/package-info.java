/** Where the database is: embedded under the data folder, or the operator's own. */
@NullMarked
package io.veilpool.coordinator.database;

import org.jspecify.annotations.NullMarked;
