/** What leaves an entity: poisoned shards, manifests, leakage reports and, for the publishing entity, the release. */
@NullMarked
package io.veilpool.agent.publishing;

import org.jspecify.annotations.NullMarked;
