package io.veilpool.model.protocol;

/** Request without a token: a person logs in. */
public record Login(String username, String password) {
    @Override
    public String toString() {
        return "Login[username=" + username + "]"; // never the password
    }
}
