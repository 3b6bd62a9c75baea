/** Everything that was signed in one collaboration, in one file for who checks it. */
@NullMarked
package io.veilpool.coordinator.evidence;

import org.jspecify.annotations.NullMarked;
