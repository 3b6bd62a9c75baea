package io.veilpool.broken.agent.protection.one;

/** A method that others know. */
public final class OneMethod {}
