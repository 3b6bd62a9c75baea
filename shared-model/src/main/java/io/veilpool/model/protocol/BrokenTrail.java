package io.veilpool.model.protocol;

import java.util.List;

/**
 * What shows that a coordinator's trail is broken, as an agent writes it down for whoever has to judge it.
 *
 * @param earlier signed checkpoint that was kept
 * @param later   signed one that does not continue it
 * @param proof   what the coordinator said in its defence; without hashes if nothing
 * @param keys    that it announced for its signatures, as JWK
 */
public record BrokenTrail(String earlier, String later, TrailProof proof, List<String> keys, String sentence) {}
