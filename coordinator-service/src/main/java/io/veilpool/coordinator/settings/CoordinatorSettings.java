package io.veilpool.coordinator.settings;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the coordinator as a whole; rooms have their own records beside this one.
 *
 * @param data        folder for everything that is kept: signing key, embedded servers
 * @param publicUrl   address under which agents and people reach the api; issuer and audience of its tokens
 * @param issuer      an external OAuth2 issuer; then the embedded authorization server, logins and accounts are off
 * @param issuerTokenEndpoint where agents get tokens from that issuer
 * @param exitWithPid this process ends itself when that one is gone; 0 = never
 */
@ConfigurationProperties("veilpool")
public record CoordinatorSettings(
        Role role,
        @DefaultValue("veilpool-data") Path data,
        @DefaultValue("http://127.0.0.1:8080") URI publicUrl,
        @Nullable URI issuer,
        @Nullable URI issuerTokenEndpoint,
        @DefaultValue("0") long exitWithPid) {
    /** Address of the token endpoint, also the audience of client assertions. */
    public String tokenEndpoint() {
        if (!externalIssuer()) {
            return base() + "/oauth2/token";
        }
        if (issuerTokenEndpoint == null) {
            throw new StartRefusedException(
                    "veilpool.issuer is set, but not veilpool.issuer-token-endpoint",
                    "Set it to the issuer's token endpoint; agents hear it when they enrol.");
        }
        return issuerTokenEndpoint.toString();
    }

    /** Whether the embedded authorization server is off. */
    public boolean externalIssuer() {
        return issuer != null && !issuer.toString().equals("embedded");
    }

    /** {@code publicUrl} without a slash at its end. */
    public String base() {
        return withoutSlash(publicUrl);
    }

    private static String withoutSlash(URI address) {
        String text = address.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
