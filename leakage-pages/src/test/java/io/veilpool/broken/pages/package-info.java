@org.jspecify.annotations.NullMarked
package io.veilpool.broken.pages;
