package io.veilpool.model.protocol;

import java.util.List;

/** One page of a list; {@code page} counts from 0, {@code size} is 1 to 200. */
public record Page<T>(List<T> items, int page, int size, long total) {}
