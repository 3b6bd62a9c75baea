@NullMarked
package io.veilpool.embedded;

import org.jspecify.annotations.NullMarked;
