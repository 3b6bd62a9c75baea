/** A method that only tests have: what it takes to add one. */
@org.jspecify.annotations.NullMarked
package io.veilpool.agent.protection.trivial;
