/** What is dear to make and kept on the disk: networks, features, DPMs, reconstructors. */
@NullMarked
package io.veilpool.experiments.lab;

import org.jspecify.annotations.NullMarked;
