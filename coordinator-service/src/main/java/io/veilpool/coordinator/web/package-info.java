/** HTTP without features: errors, request ids, pages, entity tags, idempotency, OpenAPI. */
@NullMarked
package io.veilpool.coordinator.web;

import org.jspecify.annotations.NullMarked;
