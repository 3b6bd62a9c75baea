/** Image sets: folders, zips and IDX files become labelled pixels in memory; what cannot be used is refused with its name. */
@NullMarked
package io.veilpool.agent.dataset;

import org.jspecify.annotations.NullMarked;
