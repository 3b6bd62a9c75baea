package io.veilpool.broken.agent.cli;

/** A command that others stand on. */
public final class Command {}
