/** Signatures over manifests and reports, and the agents' client assertions (JWS, ES256). */
@NullMarked
package io.veilpool.model.signing;

import org.jspecify.annotations.NullMarked;
