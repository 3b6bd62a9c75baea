package io.veilpool.model.protocol;

/**
 * Stands in a trail's place of an entry that whoever reads it may not see; the trail can be checked nevertheless.
 *
 * @param number of the entry
 * @param hash   of the entry, 64 lower-case hex digits: the trail's leaf
 */
public record WithheldEntry(long number, String hash) {}
