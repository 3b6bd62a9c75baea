/** Deep Poisoning behind the door of methods. */
@org.jspecify.annotations.NullMarked
package io.veilpool.agent.protection.poisoning;
