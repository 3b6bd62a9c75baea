/**
 * One command that runs a whole collaboration on one machine: it starts coordinator and agents as processes of their
 * own, does the administrator's part over the same REST calls that institutions use, and shows what came out.
 */
@NullMarked
package io.veilpool.demo;

import org.jspecify.annotations.NullMarked;
