/** Classes that break the rules of {@code ArchitectureTest}, one or more for each rule; nothing uses them. */
package io.veilpool.broken;
