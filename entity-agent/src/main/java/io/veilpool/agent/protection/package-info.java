/** One door for every way of protecting rows; each lives in a package of its own below. */
@org.jspecify.annotations.NullMarked
package io.veilpool.agent.protection;
