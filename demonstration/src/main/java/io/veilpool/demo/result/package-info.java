/** What a run found: the figures, their file and their table. */
@NullMarked
package io.veilpool.demo.result;

import org.jspecify.annotations.NullMarked;
