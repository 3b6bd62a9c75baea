@NullMarked
package io.veilpool.pages;

import org.jspecify.annotations.NullMarked;
