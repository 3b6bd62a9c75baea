package io.veilpool.model.protocol;

import java.util.UUID;

/**
 * Answer to an enrolment.
 *
 * @param clientId      OAuth2 client id of the agent (private_key_jwt with the enrolled key, ES256)
 * @param tokenEndpoint where tokens are had; also the audience of the client assertion
 */
public record EnrolmentView(
        UUID entityId,
        String entityName,
        UUID collaborationId,
        String clientId,
        String tokenEndpoint,
        CharterView charter) {}
