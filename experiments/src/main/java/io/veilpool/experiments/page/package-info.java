/** RESULTS.md with its plots, made from finished runs alone. */
@NullMarked
package io.veilpool.experiments.page;

import org.jspecify.annotations.NullMarked;
