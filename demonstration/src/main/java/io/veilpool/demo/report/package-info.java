/** The page that shows a run to somebody who never read the paper. */
@NullMarked
package io.veilpool.demo.report;

import org.jspecify.annotations.NullMarked;
