package io.veilpool.model.protocol;

/** Answer to a login: a bearer token and its life in seconds. */
public record AccessToken(String accessToken, long expiresInSeconds) {
    @Override
    public String toString() {
        return "AccessToken[expiresInSeconds=" + expiresInSeconds + "]"; // never the token
    }
}
