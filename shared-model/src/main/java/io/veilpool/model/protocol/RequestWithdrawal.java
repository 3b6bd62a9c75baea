package io.veilpool.model.protocol;

import java.util.List;
import java.util.UUID;

/**
 * Asks for rows of an entity to be taken out of the pool: those of some contributions, those that some DPMs made, or all.
 *
 * @param entity        name; an agent can name none but its own
 * @param contributions ids; empty: any
 * @param rotations     numbers of the entity's DPMs, from 1; empty: any
 * @param reason        for the certificate and the trail, 1 to {@value #LONGEST_REASON} characters; no one's secrets
 */
public record RequestWithdrawal(String entity, List<UUID> contributions, List<Integer> rotations, String reason) {
    public static final int LONGEST_REASON = 500;
}
