/** Final figures on test images that nothing was trained or chosen on. */
@NullMarked
package io.veilpool.agent.evaluation;

import org.jspecify.annotations.NullMarked;
