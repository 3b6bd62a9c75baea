package io.veilpool.verify;

/** What a trail must say: an entry's action and subject, and the value of one of its details. */
record Told(String action, String subject, String value) {}
