/** Original features of an image set, computed once and kept on disk. */
@NullMarked
package io.veilpool.agent.features;

import org.jspecify.annotations.NullMarked;
