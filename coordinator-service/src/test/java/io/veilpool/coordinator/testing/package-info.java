/** Test support: real servers, one shared application, requests as agents and people send them. */
@NullMarked
package io.veilpool.coordinator.testing;

import org.jspecify.annotations.NullMarked;
