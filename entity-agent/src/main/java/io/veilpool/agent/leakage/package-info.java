/** What poisoned features still show, measured by attackers that train, and the gate that judges it. */
@NullMarked
package io.veilpool.agent.leakage;

import org.jspecify.annotations.NullMarked;
