/** What an agent finds out about a release on its own images before anything is trained with it or sent. */
@NullMarked
package io.veilpool.agent.acceptance;

import org.jspecify.annotations.NullMarked;
