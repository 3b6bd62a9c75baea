/** Training of embeddings that serve the main task and hide a sensitive one (Li, Li and Lin, ACM TIST 2023). */
@NullMarked
package io.veilpool.agent.protection.hybrid;

import org.jspecify.annotations.NullMarked;
