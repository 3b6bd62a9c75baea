/** What is minimised: classification, reconstruction, poisoning. */
@NullMarked
package io.veilpool.model.loss;

import org.jspecify.annotations.NullMarked;
