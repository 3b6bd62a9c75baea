/** Leakage reports for people: one page as HTML and as PDF, for the agent's local copy and for what the coordinator shows. */
@NullMarked
package io.veilpool.pages;

import org.jspecify.annotations.NullMarked;
