/** Results of refinements that entities choose to report. */
@NullMarked
package io.veilpool.coordinator.refinement;

import org.jspecify.annotations.NullMarked;
