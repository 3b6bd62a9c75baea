/** Finds private bytes in what an agent sent. */
@NullMarked
package io.veilpool.agent.egress;

import org.jspecify.annotations.NullMarked;
