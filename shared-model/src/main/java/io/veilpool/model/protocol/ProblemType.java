package io.veilpool.model.protocol;

/** Every refusal that clients can rely on: an HTTP status and a stable URI each. */
public enum ProblemType {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "A valid token is needed"),
    LOGIN_FAILED(401, "User name or password is wrong"),
    FORBIDDEN(403, "The caller may not do this"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This address does not know the method"),
    WRONG_STATE(409, "The state does not allow this"),
    ALREADY_EXISTS(409, "It exists already"),
    INVITATION_UNUSABLE(410, "The invitation cannot be used"),
    CHANGED_MEANWHILE(412, "It was changed meanwhile"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    CHARTER_CONTRADICTS_ITSELF(422, "The charter contradicts itself"),
    SIGNATURE_INVALID(422, "The signature is not valid"),
    MANIFEST_INVALID(422, "The manifest is not valid"),
    UPLOAD_INCOMPLETE(422, "Parts of the upload are missing"),
    DIGEST_MISMATCH(422, "The bytes do not have the digest that was declared"),
    NO_CONTRIBUTIONS(422, "There is nothing to build a snapshot from"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    PRECONDITION_REQUIRED(428, "An If-Match header is needed"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL_ERROR(500, "Something failed on our side"),
    UNAVAILABLE(503, "A service behind this one is not reachable");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Stable URI, for instance {@code urn:problem:wrong-state}. */
    public String uri() {
        return "urn:problem:" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
