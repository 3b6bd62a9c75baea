/** What a charter asks of a leakage report and of a release by a second person: decided alike by agents, coordinator and verifier. */
@NullMarked
package io.veilpool.model.policy;

import org.jspecify.annotations.NullMarked;
