@NullMarked
package io.veilpool.coordinator.web;

import org.jspecify.annotations.NullMarked;
