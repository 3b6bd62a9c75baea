package io.veilpool.model.protocol;

/**
 * A limit of the charter beside what a report says of it.
 *
 * @param limit    which one, kebab-case, for instance {@code insider-index}
 * @param sentence value and limit, and unless it passes what to do
 */
public record LimitVerdict(String limit, Verdict verdict, String sentence) {}
