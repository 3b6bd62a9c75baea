package io.veilpool.model.protocol;

/** Request: a member accepts a version of the charter. */
public record AcceptCharter(int version) {}
