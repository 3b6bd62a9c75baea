/** How fast the steps are, beside what the machine can do; how much memory and how many bytes they take. */
@NullMarked
package io.veilpool.experiments.bench;

import org.jspecify.annotations.NullMarked;
